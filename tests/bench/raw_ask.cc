// raw_ask INDEX TERM WEIGHT...: the smallest program that opens an index with Xapian, runs one OR query of weighted
// terms and prints ten document numbers.

#include <cstdio>
#include <cstdlib>
#include <vector>

#include <xapian.h>

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    try {
        std::vector<Xapian::Query> terms;
        for (int i = 2; i + 1 < argc; i += 2)
            terms.push_back(
                Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, Xapian::Query(argv[i]), std::atof(argv[i + 1])));
        Xapian::Enquire enquire{Xapian::Database(argv[1])};
        enquire.set_query(Xapian::Query(Xapian::Query::OP_OR, terms.begin(), terms.end()));
        Xapian::MSet found = enquire.get_mset(0, 10);
        for (auto it = found.begin(); it != found.end(); ++it)
            std::printf("%u\n", *it);
    } catch (const Xapian::Error &e) {
        std::fprintf(stderr, "%s\n", e.get_description().c_str());
        return 2;
    }
    return 0;
}
