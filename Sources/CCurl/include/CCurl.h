// libcurl as Swift can call it: its variadic functions once for each type of argument, the union in its messages taken apart.
#ifndef CCURL_H
#define CCURL_H

#include <curl/curl.h>
#include <stddef.h>

// What libcurl calls with a header line or a piece of the body; the bytes it took are returned.
typedef size_t (*ccurl_receiver)(char *bytes, size_t size, size_t count, void *context);

CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value);
CURLcode ccurl_set_large(CURL *easy, CURLoption option, curl_off_t value);
CURLcode ccurl_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value);
CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value);
CURLcode ccurl_set_receiver(CURL *easy, CURLoption option, ccurl_receiver value);
// libcurl keeps the address: the bytes must outlive the handle.
CURLcode ccurl_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t count);

// 0 and NULL where libcurl does not know.
curl_off_t ccurl_get_large(CURL *easy, CURLINFO info);
const char *ccurl_get_text(CURL *easy, CURLINFO info);
long ccurl_get_long(CURL *easy, CURLINFO info);
void *ccurl_get_private(CURL *easy);

// The file of certificates libcurl trusts by itself, or NULL.
const char *ccurl_default_certificates(void);

// The next transfer that ended: 1 and its handle and result, or 0.
int ccurl_next_ended(CURLM *multi, CURL **easy, CURLcode *result);

#endif
