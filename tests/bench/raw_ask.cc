// raw_ask INDEX TERM...: the smallest program that opens an index with Xapian, runs one OR query and prints ten
// document numbers.

#include <cstdio>

#include <xapian.h>

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    try {
        Xapian::Enquire enquire{Xapian::Database(argv[1])};
        enquire.set_query(Xapian::Query(Xapian::Query::OP_OR, argv + 2, argv + argc));
        Xapian::MSet found = enquire.get_mset(0, 10);
        for (auto it = found.begin(); it != found.end(); ++it)
            std::printf("%u\n", *it);
    } catch (const Xapian::Error &e) {
        std::fprintf(stderr, "%s\n", e.get_description().c_str());
        return 2;
    }
    return 0;
}
