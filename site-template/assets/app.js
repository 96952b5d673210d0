// Everything here is a convenience: the pages say all they have to say without it.
(function () {
  'use strict';
  var minute = 60000, hour = 60 * minute, day = 24 * hour;

  function plural(count, unit) { return count + ' ' + unit + (count === 1 ? '' : 's'); }

  function relative(then, now) {
    var gap = then - now, size = Math.abs(gap), words;
    if (size >= 7 * day) return null;
    if (size < minute) return 'now';
    if (size < hour) words = plural(Math.round(size / minute), 'minute');
    else if (size < 36 * hour) words = plural(Math.round(size / hour), 'hour');
    else words = plural(Math.round(size / day), 'day');
    return gap < 0 ? words + ' ago' : 'in ' + words;
  }

  function tell() {
    var now = Date.now();
    document.querySelectorAll('time[datetime]').forEach(function (element) {
      var then = Date.parse(element.getAttribute('datetime'));
      if (isNaN(then)) return;
      if (!element.hasAttribute('data-text')) element.setAttribute('data-text', element.textContent);
      var words = relative(then, now);
      element.textContent = words || element.getAttribute('data-text');
      element.toggleAttribute('data-rel', words !== null);
    });
    var main = document.querySelector('main[data-due]');
    var due = main ? Date.parse(main.getAttribute('data-due')) : NaN;
    if (!isNaN(due) && now > due + 5 * minute && !document.querySelector('.stale-data')) {
      var note = document.createElement('p');
      note.className = 'stale-data';
      note.setAttribute('role', 'status');
      note.textContent = 'This page is old: a run was expected ' + (relative(due, now) || 'more than a week ago')
        + '. Check that the machine is on and that tend run is scheduled.';
      main.prepend(note);
    }
  }

  function copyButtons() {
    if (!navigator.clipboard) return;
    document.querySelectorAll('[data-copy]').forEach(function (element) {
      var button = document.createElement('button');
      button.type = 'button';
      button.className = 'copy';
      button.textContent = 'Copy';
      button.addEventListener('click', function () {
        navigator.clipboard.writeText(element.textContent).then(function () {
          button.textContent = 'Copied';
          setTimeout(function () { button.textContent = 'Copy'; }, 2000);
        });
      });
      element.after(button);
    });
  }

  function filters() {
    document.querySelectorAll('[data-filter]').forEach(function (list) {
      var rows = Array.from(list.matches('table') ? list.tBodies[0].rows : list.children);
      if (rows.length < 12) return;
      var input = document.createElement('input');
      input.type = 'search';
      input.className = 'filter';
      input.placeholder = 'Filter this page';
      input.setAttribute('aria-label', 'Filter the rows of this page');
      input.addEventListener('input', function () {
        var wanted = input.value.trim().toLowerCase();
        rows.forEach(function (row) { row.hidden = wanted !== '' && !row.textContent.toLowerCase().includes(wanted); });
      });
      list.before(input);
    });
  }

  tell();
  setInterval(tell, minute);
  copyButtons();
  filters();
})();
