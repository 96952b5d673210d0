"""The types of XML schemas, as far as QuickBooks' use them."""
from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

XS = "{http://www.w3.org/2001/XMLSchema}"


@dataclass
class Element:
    """A member of a type."""

    name: str
    kind: str
    """The name of its type; `xs:` for those of XML Schema itself."""
    is_required: bool
    is_many: bool
    is_attribute: bool = False


@dataclass
class Simple:
    """A text in a form."""

    base: str
    values: list[str] = field(default_factory=list)
    longest: int | None = None


@dataclass
class Complex:
    """A type with members."""

    base: str = ""
    content: str = ""
    """The type of its own text, where it has one: `ReferenceType`'s is an id."""
    elements: dict[str, Element] = field(default_factory=dict)
    choices: list[list[str]] = field(default_factory=list)
    """Sets of members of which one has to be there."""
    is_open: bool = False
    heads: list[Element] = field(default_factory=list)
    """Members whose place any member of their substitution group takes."""


class Schema:
    """All types and elements of a folder of schemas that make up one."""

    def __init__(self, folder: Path) -> None:
        self.complex: dict[str, Complex] = {}
        self.simple: dict[str, Simple] = {}
        self.elements: dict[str, str] = {}
        self.substitutes: dict[str, dict[str, str]] = {}
        self.groups: dict[str, ElementTree.Element] = {}
        files = sorted(folder.glob("*.xsd"))
        if not files:
            raise FileNotFoundError(f"no schemas in {folder}")
        roots = [ElementTree.parse(file).getroot() for file in files]
        for root in roots:
            for node in root.findall(XS + "group"):
                self.groups[node.get("name", "")] = node
        for root in roots:
            for node in root:
                self._top(node)

    def _top(self, node: ElementTree.Element) -> None:
        name = node.get("name", "")
        if node.tag == XS + "complexType":
            self.complex[name] = self._complex(name, node)
        elif node.tag == XS + "simpleType":
            self.simple[name] = self._simple(node)
        elif node.tag == XS + "element":
            self.elements[name] = node.get("type", "")
            head = node.get("substitutionGroup")
            if head:
                self.substitutes.setdefault(head, {})[name] = node.get("type", "")

    @staticmethod
    def _simple(node: ElementTree.Element) -> Simple:
        restriction = node.find(XS + "restriction")
        if restriction is None:
            return Simple("xs:string")
        longest = restriction.find(XS + "maxLength")
        return Simple(
            restriction.get("base", "xs:string"), [v.get("value", "") for v in restriction.findall(XS + "enumeration")],
            int(longest.get("value", "0")) if longest is not None else None)

    def _complex(self, name: str, node: ElementTree.Element) -> Complex:
        kind = Complex()
        for content in ("complexContent", "simpleContent"):
            extension = node.find(f"{XS}{content}/{XS}extension")
            if extension is not None:
                if content == "complexContent":
                    kind.base = extension.get("base", "")
                else:
                    kind.content = extension.get("base", "")
                node = extension
        for part in node:
            self._part(name, part, kind, is_optional=False)
        return kind

    def _part(self, owner: str, node: ElementTree.Element, kind: Complex, is_optional: bool) -> None:
        """A sequence, a choice, an element or an attribute."""
        if node.tag == XS + "attribute":
            name = node.get("name", "")
            kind.elements[name] = Element(
                name, node.get("type", "xs:string"), node.get("use") == "required", False, is_attribute=True)
        elif node.tag == XS + "element":
            self._element(owner, node, kind, is_optional)
        elif node.tag == XS + "any":
            kind.is_open = True
        elif node.tag == XS + "group":
            for part in self.groups[node.get("ref", "")]:
                self._part(owner, part, kind, is_optional or node.get("minOccurs") == "0")
        elif node.tag in (XS + "sequence", XS + "choice", XS + "all"):
            is_choice = node.tag == XS + "choice"
            may_miss = is_optional or node.get("minOccurs") == "0"
            names = [part.get("name", "") for part in node.findall(XS + "element")]
            can_be_empty = any(part.get("minOccurs") == "0" for part in node)
            if is_choice and not may_miss and not can_be_empty and all(names) and len(names) == len(node):
                kind.choices.append(names)
            for part in node:
                self._part(owner, part, kind, may_miss or is_choice)

    def _element(self, owner: str, node: ElementTree.Element, kind: Complex, is_optional: bool) -> None:
        is_many = node.get("maxOccurs", "1") not in ("0", "1")
        is_required = not is_optional and node.get("minOccurs", "1") != "0"
        name = node.get("ref") or node.get("name") or ""
        type_name = node.get("type") or self.elements.get(name, "")
        if node.get("ref"):
            kind.heads.append(Element(name, "", is_required, is_many))
            return
        inner, plain = node.find(XS + "complexType"), node.find(XS + "simpleType")
        if not type_name:
            type_name = f"{owner}.{name}"
            if inner is not None:
                self.complex[type_name] = self._complex(type_name, inner)
            else:
                self.simple[type_name] = self._simple(plain) if plain is not None else Simple("xs:string")
        kind.elements[name] = Element(name, type_name, is_required, is_many)

    def members(self, name: str) -> Complex:
        """A type with all that it inherits, its substitution groups filled in."""
        own = self.complex[name]
        whole = Complex(content=own.content, is_open=own.is_open)
        if own.base in self.complex:
            base = self.members(own.base)
            whole.elements.update(base.elements)
            whole.choices += base.choices
            whole.is_open = whole.is_open or base.is_open
        for head in own.heads:
            for other, kind in {head.name: self.elements.get(head.name, ""), **self.substitutes.get(head.name, {})}.items():
                whole.elements[other] = Element(other, kind, False, head.is_many)
        whole.elements.update(own.elements)
        whole.choices += own.choices
        return whole

    def entities(self) -> dict[str, str]:
        """The names of what can be asked for, with their types."""
        return self.substitutes["IntuitObject"]
