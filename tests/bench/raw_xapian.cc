// raw_xapian.h over Xapian.

#include "raw_xapian.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <xapian.h>

struct raw_xapian {
    Xapian::Database database;
};

namespace
{

constexpr unsigned slot_until = 0, slot_from = 1;

std::string to_string(bpv_text text)
{
    return std::string(text.start, text.length);
}

template <typename Body> auto checked(Body body) -> decltype(body())
{
    try {
        return body();
    } catch (const Xapian::Error &e) {
        std::fprintf(stderr, "Xapian: %s\n", e.get_description().c_str());
        std::exit(2);
    }
}

unsigned run(raw_xapian *raw, const Xapian::Query &query, unsigned wanted)
{
    Xapian::Enquire enquire(raw->database);
    enquire.set_weighting_scheme(Xapian::BM25Weight(1.2, 0, 1, 0.6, 0.3));
    enquire.set_query(query);
    Xapian::MSet found = enquire.get_mset(0, wanted);
    Xapian::docid sum = 0;
    for (auto it = found.begin(); it != found.end(); ++it)
        sum += *it;
    return sum ? found.size() : 0;
}

std::string date_value(bpv_date date)
{
    char digits[16];
    std::snprintf(digits, sizeof digits, "%08d", date);
    return digits;
}

} // namespace

extern "C" raw_xapian *raw_xapian_open(const char *path)
{
    return checked([&] { return new raw_xapian{Xapian::Database(path)}; });
}

extern "C" void raw_xapian_close(raw_xapian *raw)
{
    delete raw;
}

extern "C" unsigned raw_xapian_stems(raw_xapian *raw, const search_concept *concepts, size_t count, unsigned wanted)
{
    return checked([&] {
        std::vector<std::string> terms;
        for (size_t i = 0; i < count; i++)
            terms.push_back(to_string(concepts[i].alternatives[0].term));
        return run(raw, Xapian::Query(Xapian::Query::OP_OR, terms.begin(), terms.end()), wanted);
    });
}

extern "C" unsigned raw_xapian_tree(raw_xapian *raw, const search_concept *concepts, size_t count, bpv_date on,
                                    unsigned wanted)
{
    return checked([&] {
        std::vector<Xapian::Query> all;
        for (size_t i = 0; i < count; i++) {
            std::vector<Xapian::Query> alternatives;
            for (size_t j = 0; j < concepts[i].count; j++)
                alternatives.push_back(Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT,
                                                     Xapian::Query(to_string(concepts[i].alternatives[j].term)),
                                                     concepts[i].alternatives[j].weight));
            all.push_back(Xapian::Query(Xapian::Query::OP_OR, alternatives.begin(), alternatives.end()));
        }
        Xapian::Query query(Xapian::Query::OP_OR, all.begin(), all.end());
        Xapian::Query ended(Xapian::Query::OP_AND, Xapian::Query("XU"),
                            Xapian::Query(Xapian::Query::OP_VALUE_LE, slot_until, date_value(on - 1)));
        Xapian::Query later(Xapian::Query::OP_AND, Xapian::Query("XD"),
                            Xapian::Query(Xapian::Query::OP_VALUE_GE, slot_from, date_value(on + 1)));
        query = Xapian::Query(Xapian::Query::OP_AND_NOT, query, ended);
        return run(raw, Xapian::Query(Xapian::Query::OP_AND_NOT, query, later), wanted);
    });
}
