#!/bin/sh
# The HTTP contract: every address, every error, HEAD, 304, gzip, POST, strict parameters, headers, log. TAP on stdout.
. "$(dirname "$0")/daemon_lib.sh"
. "$repo/tests/shell/corpus_lib.sh"
question='q=Wie+moet+de+praktijkovereenkomst+ondertekenen%3F'
start_bpvd --index "$index" || { echo "Bail out! bpvd does not start"; cat "$log"; exit 2; }

# --- answers ---
get "/v1/answers?$question"
ok "a question: 200" status 200
ok "as JSON" header Content-Type 'application/json; charset=utf-8'
ok "answered, best passage first" json '.answered and .answers[0].id == "pok-wie-tekent" and .answers[0].rank == 1'
ok "with total, limit, offset and generation" json \
    '.total >= 1 and .limit == 10 and .offset == 0 and (.generation | length > 8)'
ok "the short answer is part of the text" json '.answers[0] | .short as $short | .text | contains($short)'
ok "facets count every answer" json '.total as $t | [.facets.module[].count] | add == $t'
total=$(jq .total "$work/body")
generation=$(jq -r .generation "$work/body")
get "/v1/answers?$question&limit=1&offset=1"
ok "limit and offset" json ".total == $total and (.answers | length) == 1 and .answers[0].rank == 2"
get "/v1/answers?$question&limit=0"
ok "limit 0 only counts" json ".total == $total and .answers == [] and (.facets.module | length > 0)"
get "/v1/answers?$question&module=1&module=2&force=wet"
ok "filters: or within, and across" json \
    '[.answers[] | (.module.number == 1 or .module.number == 2) and .force == "wet"] | all'
get "/v1/answers?$question&role=coordinator&phase=voor&audience=alle&theme=1"
ok "role, phase, audience, theme" json \
    '[.answers[] | (.roles | index("coordinator")) and .phase == "voor" and .audience == "alle"] | all'
get "/v1/answers?q=corona+stage&expired=true&on=2020-10-01"
ok "expired and on are accepted" status 200
get "/v1/answers?$question&explain=true&limit=1"
ok "explain gives reasons" json '.answers[0].reasons | length > 0'
get "/v1/answers?q=xyzzy+qwrtplk"
ok "no answer is 200, answered false" json '.answered == false and .answers == []'

# --- POST ---
json_post() { get /v1/answers -H 'Content-Type: application/json' --data-binary "$1"; }
json_post \
    '{"q": "Wie moet de praktijkovereenkomst ondertekenen?", "limit": 2, "module": [1, 2], "force": "wet",
    "expired": false}'
ok "POST of JSON" json '.answers[0].id == "pok-wie-tekent" and .limit == 2'
ok "is not stored" header Cache-Control no-store
ok "and has no ETag" no_header ETag
get /v1/answers -d "$question" -d limit=1
ok "POST of a form" json '.answers[0].id == "pok-wie-tekent" and .limit == 1'
json_post '{"q": "a", "vreemd": 1}';              ok "JSON: unknown name" problem 400 parameter-onbekend
json_post '{"q": "a", "limit": "5"}';             ok "JSON: wrong type" problem 400 waarde-ongeldig
json_post '{"q": "a", "limit": [5]}';             ok "JSON: list where one is meant" problem 400 waarde-ongeldig
json_post '{"q": "a", "module": [1, "2"]}';       ok "JSON: wrong type in a list" problem 400 waarde-ongeldig
json_post '{"q": "a", "q": "b"}';                 ok "JSON: repeated name" problem 400 inhoud-ongeldig
json_post '{"q": "a"';                            ok "JSON: broken" problem 400 inhoud-ongeldig
json_post '["q"]';                                ok "JSON: no object" problem 400 inhoud-ongeldig
json_post '{"q": "a\u0000b"}';                    ok "JSON: NUL in a text" problem 400 inhoud-ongeldig
json_post '{}';                                   ok "JSON: no question" problem 400 vraag-ontbreekt
get /v1/answers -H 'Content-Type: text/plain' -d 'q=a'
ok "another kind of body: 415" problem 415 inhoudstype-onbekend
get /v1/answers -d 'q=%zz'
ok "a badly coded form" problem 400 codering-ongeldig
head -c 20000 /dev/zero | tr '\0' 'a' >"$work/large"
get /v1/answers -H 'Content-Type: application/json' --data-binary "@$work/large"
ok "too large a body: 413" problem 413 inhoud-te-groot
get /v1/answers -H 'Content-Type: application/json' -H 'Transfer-Encoding: chunked' --data-binary "@$work/large"
ok "the same in chunks: 413" problem 413 inhoud-te-groot

# --- strict parameters ---
bad() { # query, code
    get "/v1/answers?$1"
    ok "400 $2 for $1" problem 400 "$2"
}
bad "" vraag-ontbreekt
bad "q=" vraag-ontbreekt
bad "q=+++" vraag-ontbreekt
bad "$question&page=2" parameter-onbekend
bad "$question&Q=2" parameter-onbekend
bad "$question&limit=1&limit=2" parameter-dubbel
bad "$question&q=a" parameter-dubbel
for value in -1 51 x 1.0 '' 99999999999999999999 +5; do bad "$question&limit=$value" waarde-ongeldig; done
bad "$question&offset=501" waarde-ongeldig
for value in 0 7 31 32 x; do bad "$question&module=$value" waarde-ongeldig; done
bad "$question&theme=11" waarde-ongeldig
bad "$question&role=baas" waarde-ongeldig
bad "$question&phase=later" waarde-ongeldig
bad "$question&audience=Alle" waarde-ongeldig
bad "$question&force=moet" waarde-ongeldig
for value in 2026-02-30 gisteren 2026-1-1 ''; do bad "$question&on=$value" waarde-ongeldig; done
bad "$question&expired=ja" waarde-ongeldig
bad "$question&explain=" waarde-ongeldig
bad "q=%zz" codering-ongeldig
bad "q=%" codering-ongeldig
bad "q=a%00b" codering-ongeldig
bad "q=%ff%fe" codering-ongeldig
bad "q=%ed%a0%80" codering-ongeldig
bad "q=$(head -c 2001 /dev/zero | tr '\0' 'a')" vraag-te-lang
get "/v1/answers?q=$(head -c 2000 /dev/zero | tr '\0' 'a')"
ok "a question of the greatest length" status 200
get "/v1/answers?q=$(head -c 9000 /dev/zero | tr '\0' 'a')"
ok "too long an address: 414" problem 414 adres-te-lang
get "/v1/answers?q=$(head -c 100000 /dev/zero | tr '\0' 'a')"
ok "a far too long one: 414" status 414
get /livez -H "X-Large: $(head -c 60000 /dev/zero | tr '\0' 'a')"
ok "too large headers: 431" status 431

# --- passages ---
get /v1/passages/pok-wie-tekent
ok "a passage" json \
    '.id == "pok-wie-tekent" and (.text | length > 20) and (.sources | length > 0) and
        .url == "/passage/pok-wie-tekent"'
ok "with its permanent address" header Content-Location /v1/passages/pok-wie-tekent
get '/v1/passages/pok-wie-tekent?on=2026-01-01'
ok "on a day" status 200
get '/v1/passages/pok-wie-tekent?on=x'
ok "on no day: 400" problem 400 waarde-ongeldig
get '/v1/passages/pok-wie-tekent?limit=1'
ok "with an unknown parameter: 400" problem 400 parameter-onbekend
get /v1/passages/bestaat-niet
ok "no such passage: 404" problem 404 passage-onbekend
ok "and what to do" json '.detail | test("^Er is geen passage") and test("Zoek ")'
get "/v1/passages/$(head -c 65 /dev/zero | tr '\0' 'a')"
ok "an id that is too long: 404" problem 404 passage-onbekend
get '/v1/passages/pok-wie-tekent/similar?limit=3'
ok "similar passages, itself left out" json \
    '(.similar | length) == 3 and ([.similar[].passage.id] | index("pok-wie-tekent") == null)'
get '/v1/passages/pok-wie-tekent/similar?limit=51'
ok "similar: bad limit" problem 400 waarde-ongeldig

# --- the other documents ---
get '/v1/suggestions?q=praktij'
ok "suggestions" json '(.suggestions | length) > 0 and (.suggestions | length) <= 8'
get /v1/suggestions
ok "suggestions without q: 400" problem 400 vraag-ontbreekt
get '/v1/suggestions?q='
ok "suggestions for nothing: 200" status 200
get /v1/taxonomy
ok "taxonomy: 6 modules, 10 themes, 3 tracks" json \
    '(.modules | length) == 6 and (.themes | length) == 10 and (.tracks | length) == 3'
get /v1/glossary
ok "glossary" json '.glossary | length > 10'
get /v1/sources
ok "sources" json '.sources | length > 5'
get /livez;          ok "livez" json '.status == "alive"'
get /readyz;         ok "readyz" json '.status == "ready"'
get /version;        ok "version" json ".name == \"bpvd\" and .index.generation == \"$generation\""
get /openapi.json;   ok "openapi.json is 3.1" json '.openapi | startswith("3.1.")'
get /opensearch.xml; ok "opensearch.xml" header Content-Type 'application/opensearchdescription+xml; charset=utf-8'
ok "with an absolute address" grep -q "template=\"http://127.0.0.1:$port/zoek?q={searchTerms}\"" "$work/body"
get /llms.txt;       ok "llms.txt starts with a heading" sh -c "head -n 1 '$work/body' | grep -q '^# '"
ok "llms.txt names the coverage" sh -c "grep -q '(/v1/coverage)' '$work/body' && grep -q '(/dekking)' '$work/body'"
get /themas/8;       ok "a theme page says what the theme is about" \
    grep -q 'Begeleiden van studenten die meer nodig hebben' "$work/body"
get /robots.txt;     ok "robots.txt" grep -q '^User-agent: \*' "$work/body"
get /metrics
ok "metrics in text format 0.0.4" header Content-Type 'text/plain; version=0.0.4; charset=utf-8'
ok "count requests by route, method and status" \
    grep -q '^bpv_http_requests_total{route="/v1/answers",method="POST",status="200"} 2$' "$work/body"
ok "count outcomes" grep -q '^bpv_questions_total{outcome="unanswered"} [1-9]' "$work/body"
ok "have a histogram" grep -q '^bpv_http_request_duration_seconds_bucket{route="/v1/answers",le="+Inf"} [1-9]' \
    "$work/body"
ok "know the generation" grep -q "^bpv_index_info{generation=\"$generation\"" "$work/body"
ok "hold no question" sh -c "! grep -qi praktijkovereenkomst '$work/body'"

# --- addresses and methods ---
get /bestaat-niet;              ok "unknown address: 404" problem 404 niet-gevonden
get /v1/answer;                 ok "a prefix of an address: 404" problem 404 niet-gevonden
get "/v1/answersx?$question";   ok "an address with more behind it: 404" problem 404 niet-gevonden
get /v1/taxonomy/;              ok "API with a slash too many: 404" problem 404 niet-gevonden
ok "with a hint" json '.detail | contains("schuine streep")'
get '/modules/?a=b';            ok "page with a slash too many: 308" status 308
ok "to the address without" header Location '/modules?a=b'
get /v1//answers;               ok "double slash: 404" problem 404 niet-gevonden
get /assets/../metrics;         ok "dots: 404" problem 404 niet-gevonden
get /v1/passages/a%2fb;         ok "a coded slash in an id: 404" problem 404 niet-gevonden
get '/%zz';                     ok "a bad code in the path: 400" problem 400 codering-ongeldig
get /bestaat-niet -H 'Accept: text/html'
ok "a browser gets a page for an unknown address" header Content-Type 'text/html; charset=utf-8'
get '/zoek?q=%zz';              ok "a page answers errors as a page" \
    sh -c "[ $code = 400 ] && grep -q '<html' '$work/body'"
get /v1/taxonomy -X DELETE;     ok "wrong method: 405" problem 405 methode-niet-toegestaan
ok "with Allow" header Allow 'GET, HEAD'
get /v1/answers -X PUT -d x;    ok "PUT: 405" problem 405 methode-niet-toegestaan
ok "with POST in Allow" header Allow 'GET, HEAD, POST'
get / -X POST -d q=a;           ok "POST to a page: 405" status 405
get "/v1/answers?$question" -X OPTIONS; ok "OPTIONS: 405" problem 405 methode-niet-toegestaan
get "/v1/answers?$question" -X GET -d 'x=1'; ok "GET with a body: 413" problem 413 inhoud-te-groot
get /livez -H 'Host: evil.example'; ok "unknown Host: 421" problem 421 host-onbekend
for host in localhost "localhost:$port" '[::1]' 10.1.2.3 "127.0.0.1:$port"; do
    get /livez -H "Host: $host"; ok "Host $host is fine" status 200
done
for host in 'localhost:99x' 'localhost.evil.example' 'a b' '[::1' '"'; do
    get /livez -H "Host: $host"; ok "Host $host is not" sh -c "[ $code = 421 ] || [ $code = 400 ]"
done

# --- HEAD, ETag, gzip ---
get "/v1/answers?$question"
length=$(sed -n 's/^[Cc]ontent-[Ll]ength: *//p' "$work/head.txt")
etag=$(sed -n 's/^ETag: *//p' "$work/head.txt")
ok "max-age=0, must-revalidate" header Cache-Control 'max-age=0, must-revalidate'
ok "an ETag with the generation" sh -c "echo '$etag' | grep -q '$generation'"
code=$(curl -s -I -o "$work/head.txt" -w '%{http_code}' "http://127.0.0.1:$port/v1/answers?$question")
ok "HEAD: 200" status 200
ok "HEAD has the length of GET" sh -c "tr -d '\r' <'$work/head.txt' | grep -q '^Content-Length: $length\$'"
get "/v1/answers?$question" -H "If-None-Match: $etag"
ok "If-None-Match: 304" status 304
ok "without a body" sh -c "[ ! -s '$work/body' ]"
ok "with the ETag" grep -qF "$etag" "$work/head.txt"
get "/v1/answers?$question" -H 'If-None-Match: "x", *'
ok "another ETag: 200" status 200
get "/v1/answers?$question" -H "If-None-Match: \"x\", $etag"
ok "a list of ETags: 304" status 304
get "/v1/answers?$question" -H 'Accept-Encoding: gzip'
ok "gzip when asked" header Content-Encoding gzip
ok "its ETag is its own" sh -c "! grep -qF '$etag' '$work/head.txt'"
ok "and it is the same answer" sh -c "gzip -dc '$work/body' | jq -e '.answers[0].id == \"pok-wie-tekent\"'"
zipped_tag=$(sed -n 's/^ETag: *//p' "$work/head.txt")
get "/v1/answers?$question" -H 'Accept-Encoding: gzip' -H "If-None-Match: $zipped_tag"
ok "304 for the compressed form" status 304
get "/v1/answers?$question" -H 'Accept-Encoding: gzip;q=0, br'
ok "no gzip when refused" no_header Content-Encoding
get /livez -H 'Accept-Encoding: gzip'
ok "no gzip for a short reply" no_header Content-Encoding
style=$(curl -s "http://127.0.0.1:$port/" | grep -o '/assets/style\.[0-9a-f]*\.css' | head -n 1)
get "$style"
ok "an asset may be kept for ever" header Cache-Control 'public, max-age=31536000, immutable'
get "$style" -H 'Accept-Encoding: gzip'
ok "and comes compressed" header Content-Encoding gzip
get /assets/style.000000000000.css
ok "a wrong hash: 404" status 404

# --- headers of every reply ---
json_file() { jq -e "$2" "$1"; }
for address in / /livez "/v1/answers?$question" /bestaat-niet "$style" '/v1/answers?q='; do
    get "$address"
    ok "security headers on $address" \
        sh -c "grep -q \"^Content-Security-Policy: default-src 'none';.*frame-ancestors 'none'\" '$work/head.txt' &&
        grep -q '^X-Content-Type-Options: nosniff' '$work/head.txt' &&
        grep -q '^Referrer-Policy: no-referrer' '$work/head.txt' &&
        grep -q '^Vary: Accept-Encoding' '$work/head.txt' && grep -q '^X-Request-Id: ' '$work/head.txt'"
done
get /livez -H 'X-Request-Id: van-de-proxy_1.2'
ok "a request id from the proxy is kept" header X-Request-Id 'van-de-proxy_1\.2'
get /livez -H 'X-Request-Id: "kwaad" <b>'
ok "a strange one is not" sh -c "! grep -q kwaad '$work/head.txt'"
for id in een twee drie; do # from the cache, on one connection and on others
    get "/v1/answers?$question" -H "X-Request-Id: $id"
    ok "an answer from the cache has its own request id: $id" \
        sh -c "[ \"\$(grep -i '^X-Request-Id:' '$work/head.txt')\" = 'X-Request-Id: $id' ]"
done
curl -s -o /dev/null -o /dev/null -o "$work/third" -D "$work/heads" "http://127.0.0.1:$port/v1/answers?$question" \
    "http://127.0.0.1:$port/v1/answers?$question" \
    "http://127.0.0.1:$port/v1/answers?$question"
ok "each of several on one connection too" \
    sh -c "[ \$(grep -ci '^X-Request-Id: ' '$work/heads') = 3 ] &&
        [ \$(grep -i '^X-Request-Id: ' '$work/heads' | sort -u | wc -l) = 3 ]"
ok "and the same content" json_file "$work/third" '.answered'
get "/v1/answers?$question"
etag=$(sed -n 's/^ETag: //p' "$work/head.txt")
get "/v1/answers?$question" -H "If-None-Match: $etag"
ok "content from the cache that the client has: 304" status 304
get "/v1/answers?$question" -I
ok "HEAD of it: no content" sh -c "[ ! -s '$work/body' ] || head -n 1 '$work/body' | grep -q '^HTTP/'"

# --- the log ---
sleep 0.6
before=$(grep -c event=request "$log")
curl -s -o /dev/null "http://127.0.0.1:$port/v1/answers?q=telling&offset=[1-200]"
sleep 0.6
ok "quick requests are all in the log soon" [ $(($(grep -c event=request "$log") - before)) = 200 ]
get "/v1/answers?q=geheimwoord+van+een+student"
json_post '{"q": "geheimwoord"}'
get "/zoek?q=geheimwoord"
sleep 0.2
request='event=request method=GET route=/v1/answers status=200 bytes=[0-9]* us=[0-9]* generation=[0-9a-f]* request='
ok "a line per request in logfmt" grep -q "$request" "$log"
ok "the question is never logged" sh -c "! grep -qi -e geheimwoord -e ondertekenen '$log'"
ok "nor a raw address" sh -c "! grep -q -e '%zz' -e evil.example '$log'"
stop_bpvd
ok "SIGTERM ends it with status 0" [ "$stopped" = 0 ]

# --- a cache that is off; a day that is none ---
start_bpvd --index "$index" --cache-bytes 0
get /over
ok "without a cache the page says nothing of one" sh -c "! grep -q 'onthoudt een tijd lang' '$work/body'"
stop_bpvd
for program in "bpvd --listen 127.0.0.1:0" "bpv ask stage" "bpv-index check $repo/corpus" "bpv-index import"; do
    for day in morgen 2026-02-30 ''; do
        (cd "$bin" && BPV_TODAY=$day BPV_INDEX=$index timeout 20 ./$program >"$work/out" 2>"$work/err")
        ok "BPV_TODAY='$day' $program: 2 and a clear message" \
            sh -c "[ $? = 2 ] && grep -q 'BPV_TODAY.*geen bestaande dag' '$work/err'"
    done
done

# --- no index, then one; a bad one is refused ---
start_bpvd --index "$work/later.index"
get "/v1/answers?$question"; ok "without an index: 503" problem 503 geen-index
ok "with Retry-After" header Retry-After '[0-9]*'
get /readyz;  ok "not ready: 503" problem 503 geen-index
get /livez;   ok "but alive" status 200
get /version; ok "version without index" json '.index == null'
get /;        ok "the page is 503 too" status 503
cp "$index" "$work/copy" && mv "$work/copy" "$work/later.index"
wait_for "$log" event=index-loaded
get "/v1/answers?$question"; ok "an index that appears is taken up" json '.answered'
echo "geen index" >"$work/copy" && mv "$work/copy" "$work/later.index"
wait_for "$log" 'event=index-refused.*serving=previous'
get "/v1/answers?$question"; ok "a bad one is refused, the old one keeps answering" json \
    ".answered and .generation == \"$generation\""
head -c 100000 "$index" >"$work/copy" && mv "$work/copy" "$work/later.index"
sleep 0.6
get "/v1/answers?$question"; ok "half an index as well" json '.answered'
rm "$work/later.index"; sleep 0.6
get "/v1/answers?$question"; ok "and a removed one" json '.answered'
stop_bpvd

# --- root prefix, hosts, options ---
start_bpvd --index "$index" --root /bpv --host bpv.school.example
get "/bpv/v1/answers?$question"; ok "a root prefix" json '.answered'
ok "stands before the address of each answer" json 'all(.answers[]; .url == "/bpv/passage/" + .id)'
get "$(jq -r '.answers[0].url' "$work/body")"; ok "which leads there" status 200
get /bpv/v1/passages/pok-wie-tekent; ok "and of a passage" json '.url == "/bpv/passage/pok-wie-tekent"'
get /bpv/v1/passages/pok-wie-tekent/similar; ok "and of similar ones" json \
    '[.. | .url? // empty | select(type == "string" and contains("passage/"))] | length > 0 and
        all(startswith("/bpv/passage/"))'
get "/v1/answers?$question";     ok "nothing outside it" status 404
get "/bpvx/livez";               ok "nor beside it" status 404
get /bpv;                        ok "the prefix alone: 308" status 308
ok "to the first page" header Location /bpv/
get /bpv/v1/x;                   ok "problems point below it" json '.type == "/bpv/over#fout-niet-gevonden"'
get /bpv/livez -H 'Host: BPV.school.example'; ok "an allowed Host name" status 200
get /bpv/opensearch.xml -H 'Host: bpv.school.example' -H 'X-Forwarded-Proto: https'
ok "absolute addresses follow the proxy" grep -q 'template="https://bpv.school.example/bpv/zoek' "$work/body"
stop_bpvd
"$bin/bpvd" --index "$index" --unix "$work/bpv.sock" 2>"$work/log.unix" &
unix_pid=$!
pids="$pids $unix_pid"
wait_for "$work/log.unix" event=listening
ok "a Unix socket" \
    sh -c "curl -s --max-time 5 --unix-socket '$work/bpv.sock' http://localhost/readyz | jq -e '.status == \"ready\"'"
ok "for owner and group only" sh -c "[ \"\$(stat -c %a '$work/bpv.sock')\" = 660 ]"
kill "$unix_pid"; wait "$unix_pid"
ok "is removed at the end" [ ! -e "$work/bpv.sock" ]
refused() { # name, then arguments or NAME=value: exit status 2 and one line on stderr
    name=$1
    shift
    ok "$name: refused" \
        sh -c 'timeout 5 env "$@" >/dev/null 2>"'"$work"'/err"; [ $? = 2 ] && grep -q "^bpvd: " "'"$work"'/err"' sh "$@"
}
refused "an unknown variable" BPV_LISTN=127.0.0.1:1 "$bin/bpvd"
refused "a bad variable" BPV_THREADS=veel "$bin/bpvd"
refused "a bad address" "$bin/bpvd" --listen overal
refused "a port out of range" "$bin/bpvd" --listen 127.0.0.1:70000
refused "a name as address" "$bin/bpvd" --listen example.org:80
refused "an unknown option" "$bin/bpvd" --lisen x
refused "a missing value" "$bin/bpvd" --index
refused "a loose argument" "$bin/bpvd" start
refused "a bad root" "$bin/bpvd" --root bpv/
refused "a bad host" "$bin/bpvd" --host 'a b'
refused "two ways to listen" "$bin/bpvd" --unix "$work/s" --listen 127.0.0.1:0
start_bpvd --index "$index"
refused "an address in use" "$bin/bpvd" --index "$index" --listen "127.0.0.1:$port"
stop_bpvd
ok "--version" sh -c "'$bin/bpvd' --version | grep -q '^bpvd [0-9]'"
ok "no function of ours can interpose one of jansson" sh -c "! nm -D '$bin/bpvd' | grep -q ' T json_'"
ok "--help" sh -c "'$bin/bpvd' --help | grep -q -- --listen"
# More answers than are judged.
make_many_index "$work/many.index"
start_bpvd --index "$work/many.index"
get '/v1/answers?q=begeleiding+stage'
ok "a total that is not exact is said to be none" json '.total_exact == false and .total >= 10'
get '/zoek?q=begeleiding+stage'
ok "the page says at least" sh -c "grep -q 'Minstens ' '$work/body' && grep -q 'van minstens ' '$work/body'"
stop_bpvd
finish
