// raw_index PLAIN.tsv FOLDER: indexes plain text (title, tab, text per line) with Xapian's TermGenerator and its
// defaults, text stored.

#include <cstdio>
#include <fstream>
#include <string>

#include <xapian.h>

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    try {
        Xapian::WritableDatabase database(argv[2], Xapian::DB_CREATE_OR_OVERWRITE);
        Xapian::TermGenerator generator;
        generator.set_stemmer(Xapian::Stem("dutch"));
        std::ifstream lines(argv[1]);
        for (std::string line; std::getline(lines, line);) {
            auto tab = line.find('\t');
            if (tab == std::string::npos)
                return 2;
            Xapian::Document document;
            generator.set_document(document);
            generator.index_text(line.substr(0, tab), 1, "S");
            generator.index_text(line.substr(0, tab));
            generator.increase_termpos();
            generator.index_text(line.substr(tab + 1));
            document.set_data(line);
            database.add_document(document);
        }
        database.commit();
    } catch (const Xapian::Error &e) {
        std::fprintf(stderr, "%s\n", e.get_description().c_str());
        return 2;
    }
    return 0;
}
