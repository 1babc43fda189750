// The only C++ file: search_index.h over Xapian. Every entry point is noexcept and runs inside one ladder of catches.

#include "search_index.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <vector>

#include <xapian.h>

namespace {

constexpr unsigned slot_until = 0, slot_from = 1;
constexpr unsigned shard_documents = 500; // Xapian's in-memory inverter slows down as it grows
// Of the first stage. Words in headings and question variants count more times (wdf), and should tell: a high k1.
// The length of a passage is left to the second stage: with b = 0 Xapian need not read it, a quarter of its time
// on large indexes.
constexpr double bm25_k1 = 12, bm25_b = 0;

std::string to_string(bpv_text text)
{
    return std::string(text.start, text.length);
}

std::string date_value(bpv_date date)
{
    char digits[16];
    std::snprintf(digits, sizeof digits, "%08d", date);
    return digits;
}

enum class doing { reading, writing };

// What the system said, in Dutch where it is common; nullptr when it said nothing.
// Xapian keeps the text of an errno, not its number.
const char *system_reason(const Xapian::Error &e)
{
    const char *text = e.get_error_string();
    for (int number : {ENOSPC, EDQUOT, EROFS, EACCES, EPERM, EIO, EMFILE, ENFILE, ECONNREFUSED, ECONNRESET, EPIPE,
                       EHOSTUNREACH, ENETUNREACH, ETIMEDOUT})
        if (text && std::strcmp(text, std::strerror(number)) == 0)
            return bpv_errno_text(number);
    return text;
}

// A database that cannot be made is the system's fault; one that cannot be read is damaged,
// unless the system says otherwise.
bpv_status database_failed(bpv_error *error, const Xapian::DatabaseError &e, doing what)
{
    const char *reason = system_reason(e);
    if (what == doing::writing)
        return bpv_fail(error, BPV_IO, "schrijven lukt niet (%s); controleer de ruimte en de rechten op de schijf",
                        reason ? reason : e.get_msg().c_str());
    if (reason)
        return bpv_fail(error, BPV_IO, "de index kan niet worden gelezen (%s); probeer het opnieuw", reason);
    if (std::strcmp(e.get_type(), "DatabaseNotFoundError") == 0)
        return bpv_fail(error, BPV_BAD_INDEX,
                        "dit is geen index van bpv-index (%s); maak hem opnieuw met bpv-index build",
                        e.get_msg().c_str());
    if (std::strcmp(e.get_type(), "DatabaseVersionError") == 0)
        return bpv_fail(error, BPV_OTHER_VERSION,
                        "de index is van een andere versie (%s); maak hem opnieuw met bpv-index build",
                        e.get_msg().c_str());
    return bpv_fail(error, BPV_BAD_INDEX, "de index is beschadigd (%s); maak hem opnieuw met bpv-index build",
                    e.get_msg().c_str());
}

// Runs body and turns whatever it throws into a status.
template <typename Body> bpv_status guarded(bpv_error *error, doing what, Body body) noexcept
{
    try {
        return body();
    } catch (const Xapian::DatabaseError &e) {
        return database_failed(error, e, what);
    } catch (const Xapian::NetworkTimeoutError &) {
        return bpv_fail(error, BPV_IO, "de zoekserver antwoordt niet op tijd");
    } catch (const Xapian::NetworkError &e) {
        const char *reason = system_reason(e);
        return bpv_fail(error, BPV_IO, "de zoekserver is niet te bereiken (%s)", reason ? reason : e.get_msg().c_str());
    } catch (const Xapian::InvalidArgumentError &e) {
        return bpv_fail(error, BPV_INTERNAL, "de zoekmachine weigert de opdracht (%s)", e.get_msg().c_str());
    } catch (const Xapian::Error &e) {
        return bpv_fail(error, BPV_BAD_INDEX, "de index kan niet worden gelezen (%s: %s)", e.get_type(),
                        e.get_msg().c_str());
    } catch (const std::bad_alloc &) {
        return bpv_fail(error, BPV_INTERNAL, "er is geen geheugen meer");
    } catch (const std::filesystem::filesystem_error &e) {
        return bpv_fail(error, BPV_IO, "schrijven lukt niet: %s", e.code().message().c_str());
    } catch (const std::exception &e) {
        return bpv_fail(error, BPV_INTERNAL, "onverwachte fout: %s", e.what());
    } catch (...) {
        return bpv_fail(error, BPV_INTERNAL, "onverwachte fout");
    }
}

} // namespace

struct search_shard {
    std::string path;
    bool ours; // temporary: removed when it is merged
};

struct search_writer {
    std::string directory;
    std::vector<search_shard> shards;
    Xapian::WritableDatabase shard;
    bool open = false;
    unsigned in_shard = 0;
    size_t made = 0; // names of temporary databases

    std::string fresh_path()
    {
        return directory + "/deel" + std::to_string(made++);
    }

    void start_shard()
    {
        shards.push_back({fresh_path(), true});
        // Nobody asks which terms a passage has: the words of a passage are in sections of our own.
        shard = Xapian::WritableDatabase(shards.back().path, Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_NO_SYNC |
                                                                 Xapian::DB_NO_TERMLIST | Xapian::DB_BACKEND_GLASS);
        open = true;
        in_shard = 0;
    }

    void end_shard()
    {
        if (!open)
            return;
        shard.commit();
        shard.close();
        shard = Xapian::WritableDatabase();
        open = false;
    }

    // Merges the shards from `from` on into one database at path.
    void merge(size_t from, const std::string &path, unsigned flags)
    {
        Xapian::Database all;
        for (size_t i = from; i < shards.size(); i++)
            all.add_database(Xapian::Database(shards[i].path));
        all.compact(path, flags | Xapian::Compactor::STANDARD);
        for (size_t i = from; i < shards.size(); i++)
            if (shards[i].ours)
                std::filesystem::remove_all(shards[i].path);
        shards.resize(from);
    }

    // How many can be open at once; each costs some file descriptors.
    static size_t at_once(size_t descriptors, size_t most)
    {
        rlimit limit{256, 256};
        getrlimit(RLIMIT_NOFILE, &limit);
        size_t spare = limit.rlim_cur > 128 ? static_cast<size_t>(limit.rlim_cur) - 64 : 64;
        return std::min(std::max<size_t>(spare / descriptors, 2), most);
    }

    // Folders are merged in two levels.
    void merge_level()
    {
        if (in_parts || shards.size() < merged + at_once(8, 64))
            return;
        std::string path = fresh_path();
        merge(merged, path, 0);
        shards.push_back({path, true});
        merged++;
    }

    // Single files too, when there are very many.
    void reduce()
    {
        size_t most = at_once(2, 256);
        while (in_parts && shards.size() > most) {
            std::vector<search_shard> all, fewer;
            all.swap(shards);
            for (size_t first = 0; first < all.size(); first += most) {
                shards.assign(all.begin() + static_cast<ptrdiff_t>(first),
                              all.begin() + static_cast<ptrdiff_t>(std::min(first + most, all.size())));
                fewer.push_back({fresh_path(), true});
                merge(0, fewer.back().path, Xapian::DBCOMPACT_SINGLE_FILE);
            }
            shards.swap(fewer);
        }
    }

    size_t merged = 0;
    bool in_parts = false;
    size_t kept = 0; // shards that a next _keep leaves alone
};

struct search_index {
    struct part {
        Xapian::Database database;
        std::string context; // how Xapian names it in an error; empty for a file
        uint32_t first = 0, documents = 0;
        bool takes_part = false;
    };

    Xapian::Database database;   // of all parts that take part
    std::vector<uint32_t> first; // number of the first document of each of them
    std::vector<part> parts;
    uint32_t documents = 0; // of all parts, those left out too
    int failed = -1;

    void assemble()
    {
        database = Xapian::Database();
        first.clear();
        for (const part &one : parts) {
            if (!one.takes_part)
                continue;
            if (parts.size() == 1)
                database = one.database;
            else
                database.add_database(one.database);
            first.push_back(one.first);
        }
    }

    void blame(const Xapian::Error &e)
    {
        failed = -1;
        for (size_t i = 0; i < parts.size(); i++)
            if (parts[i].takes_part && !parts[i].context.empty() && parts[i].context == e.get_context())
                failed = static_cast<int>(i);
    }
};

struct search_postings {
    Xapian::PostingIterator next, end;
};

struct search_remote {
    Xapian::Database database;
};

struct search_notes {
    std::string path;
    Xapian::WritableDatabase database;
};

extern "C" bpv_status search_writer_create(const char *directory, bool in_parts, search_writer **writer,
                                           bpv_error *error) noexcept
{
    *writer = nullptr;
    return guarded(error, doing::writing, [&] {
        auto created = new search_writer;
        created->directory = directory;
        created->in_parts = in_parts;
        *writer = created;
        return BPV_OK;
    });
}

extern "C" bpv_status search_writer_add(search_writer *writer, const search_term *terms, size_t count,
                                        bpv_date valid_from, bpv_date valid_until, bpv_error *error) noexcept
{
    return guarded(error, doing::writing, [&] {
        if (!writer->open)
            writer->start_shard();
        Xapian::Document document;
        for (size_t i = 0; i < count; i++) {
            if (terms[i].wdf)
                document.add_term(to_string(terms[i].term), terms[i].wdf);
            else
                document.add_boolean_term(to_string(terms[i].term));
        }
        if (valid_until) {
            document.add_boolean_term("XU");
            document.add_value(slot_until, date_value(valid_until));
        }
        if (valid_from) {
            document.add_boolean_term("XD");
            document.add_value(slot_from, date_value(valid_from));
        }
        writer->shard.add_document(document);
        if (++writer->in_shard >= shard_documents) {
            writer->end_shard();
            writer->merge_level();
        }
        return BPV_OK;
    });
}

extern "C" bpv_status search_writer_keep(search_writer *writer, size_t parts, const char *path,
                                         bpv_error *error) noexcept
{
    return guarded(error, doing::writing, [&] {
        writer->end_shard();
        writer->kept -= parts;
        writer->merge(writer->kept, path, Xapian::DBCOMPACT_SINGLE_FILE);
        return BPV_OK;
    });
}

extern "C" size_t search_writer_parts(const search_writer *writer) noexcept
{
    return writer->kept;
}

extern "C" bpv_status search_writer_reuse(search_writer *writer, const char *path, bpv_error *error) noexcept
{
    return guarded(error, doing::writing, [&] {
        writer->shards.push_back({path, false});
        writer->kept = writer->shards.size();
        return BPV_OK;
    });
}

extern "C" bpv_status search_writer_each_term(const char *path, const char *prefix,
                                              void (*visit)(void *, bpv_text, uint32_t), void *context,
                                              bpv_error *error) noexcept
{
    return guarded(error, doing::reading, [&] {
        Xapian::Database database(path);
        auto end = database.allterms_end(prefix);
        for (auto it = database.allterms_begin(prefix); it != end; ++it) {
            std::string term = *it;
            visit(context, {term.data(), term.size()}, it.get_termfreq());
        }
        return BPV_OK;
    });
}

extern "C" bpv_status search_writer_finish(search_writer *writer, const char *path, bpv_error *error) noexcept
{
    return guarded(error, doing::writing, [&] {
        if (writer->shards.empty())
            writer->start_shard();
        writer->end_shard();
        writer->reduce();
        writer->merge(0, path, Xapian::DBCOMPACT_SINGLE_FILE);
        return BPV_OK;
    });
}

extern "C" void search_writer_free(search_writer *writer) noexcept
{
    if (!writer)
        return;
    (void)guarded(nullptr, doing::writing, [&] {
        if (writer->open)
            writer->shard.close();
        for (const auto &one : writer->shards) {
            std::error_code ignored;
            if (one.ours)
                std::filesystem::remove_all(one.path, ignored);
        }
        return BPV_OK;
    });
    delete writer;
}

extern "C" bpv_status search_index_open(const search_part *parts, size_t count, search_index **index,
                                        bpv_error *error) noexcept
{
    *index = nullptr;
    size_t opened = 0;
    bpv_status status = guarded(error, doing::reading, [&] {
        auto created = new search_index;
        *index = created;
        for (size_t i = 0; i < count; i++) {
            search_index::part part;
            opened = i + 1; // Xapian closes the descriptor, also when it throws
            if (parts[i].fd >= 0) {
                part.database = Xapian::Database(parts[i].fd);
                part.takes_part = true;
                if (part.database.get_doccount() != parts[i].documents)
                    return bpv_fail(error, BPV_BAD_INDEX,
                                    "de index is beschadigd (het aantal passages); "
                                    "maak hem opnieuw met bpv-index build");
            }
            part.first = created->documents;
            part.documents = parts[i].documents;
            created->documents += parts[i].documents;
            created->parts.push_back(part);
        }
        created->assemble();
        return BPV_OK;
    });
    for (size_t i = opened; i < count; i++)
        if (parts[i].fd >= 0)
            close(parts[i].fd);
    if (status != BPV_OK) {
        search_index_close(*index);
        *index = nullptr;
    }
    return status;
}

namespace {

Xapian::Database connect(const search_address &address)
{
    return Xapian::Remote::open(address.host, address.port, address.limit_ms, address.limit_ms);
}

} // namespace

extern "C" bpv_status search_index_join(search_index *index, size_t part, const search_address *address,
                                        bpv_text manifest, bpv_error *error) noexcept
{
    return guarded(error, doing::reading, [&] {
        search_index::part &one = index->parts.at(part);
        Xapian::Database database = connect(*address);
        if (database.get_metadata(search_manifest_key) != to_string(manifest) ||
            database.get_doccount() != one.documents)
            return bpv_fail(error, BPV_OTHER_VERSION, "de zoekserver heeft een andere index dan daarnet");
        one.database = database;
        one.context = "remote:tcp(" + std::string(address->host) + ":" + std::to_string(address->port) + ")";
        one.takes_part = true;
        index->assemble();
        return BPV_OK;
    });
}

extern "C" void search_index_leave(search_index *index, size_t part) noexcept
{
    (void)guarded(nullptr, doing::reading, [&] {
        search_index::part &one = index->parts.at(part);
        one.takes_part = false;
        one.database = Xapian::Database();
        index->assemble();
        return BPV_OK;
    });
}

extern "C" int search_index_failed_part(const search_index *index) noexcept
{
    return index->failed;
}

extern "C" bpv_status search_remote_open(const search_address *address, search_remote **remote,
                                         bpv_error *error) noexcept
{
    *remote = nullptr;
    return guarded(error, doing::reading, [&] {
        *remote = new search_remote{connect(*address)};
        return BPV_OK;
    });
}

extern "C" uint32_t search_remote_documents(const search_remote *remote) noexcept
{
    uint32_t documents = 0;
    (void)guarded(nullptr, doing::reading, [&] {
        documents = remote->database.get_doccount();
        return BPV_OK;
    });
    return documents;
}

extern "C" bpv_status search_remote_note(search_remote *remote, const char *key, void *into, size_t capacity,
                                         size_t *length, bpv_error *error) noexcept
{
    *length = 0;
    return guarded(error, doing::reading, [&] {
        std::string note = remote->database.get_metadata(key);
        if (note.empty())
            return bpv_fail(error, BPV_NOT_FOUND, "de zoekserver heeft geen index die met bpv-index remote is gemaakt");
        if (note.size() > capacity)
            return bpv_fail(error, BPV_TOO_LARGE, "de zoekserver stuurt meer dan verwacht");
        std::memcpy(into, note.data(), note.size());
        *length = note.size();
        return BPV_OK;
    });
}

extern "C" void search_remote_close(search_remote *remote) noexcept
{
    if (!remote)
        return;
    (void)guarded(nullptr, doing::reading, [&] {
        delete remote;
        return BPV_OK;
    });
}

extern "C" bpv_status search_notes_create(const char *directory, search_notes **notes, bpv_error *error) noexcept
{
    *notes = nullptr;
    return guarded(error, doing::writing, [&] {
        auto created = new search_notes;
        *notes = created;
        created->path = std::string(directory) + "/notes";
        created->database = Xapian::WritableDatabase(
            created->path, Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_NO_SYNC | Xapian::DB_BACKEND_GLASS);
        return BPV_OK;
    });
}

extern "C" bpv_status search_notes_add(search_notes *notes, const char *key, bpv_text bytes, bpv_error *error) noexcept
{
    return guarded(error, doing::writing, [&] {
        notes->database.set_metadata(key, to_string(bytes));
        return BPV_OK;
    });
}

extern "C" bpv_status search_notes_finish(search_notes *notes, int fd, const char *path, bpv_error *error) noexcept
{
    return guarded(error, doing::writing, [&] {
        Xapian::Database all(fd);
        notes->database.commit();
        notes->database.close();
        all.add_database(Xapian::Database(notes->path));
        all.compact(path, Xapian::DBCOMPACT_SINGLE_FILE | Xapian::Compactor::STANDARD);
        return BPV_OK;
    });
}

extern "C" void search_notes_free(search_notes *notes) noexcept
{
    if (!notes)
        return;
    (void)guarded(nullptr, doing::writing, [&] {
        notes->database.close();
        std::error_code ignored;
        std::filesystem::remove_all(notes->path, ignored);
        return BPV_OK;
    });
    delete notes;
}

extern "C" void search_index_close(search_index *index) noexcept
{
    if (!index)
        return;
    (void)guarded(nullptr, doing::reading, [&] {
        delete index;
        return BPV_OK;
    });
}

namespace {

// How much a term tells, as Xapian's BM25Weight has it.
double term_idf(uint32_t documents, uint32_t of)
{
    double have = documents, all = std::max(of, documents), odds = (all - have + 0.5) / (have + 0.5);
    return std::log(odds < 2 ? odds * 0.5 + 1 : odds);
}

Xapian::Query plan_query(const search_plan &plan)
{
    std::vector<Xapian::Query> words;
    words.reserve(plan.term_count);
    for (size_t i = 0; i < plan.term_count; i++) {
        Xapian::Query word(to_string(plan.terms[i].term));
        double weight = plan.terms[i].weight;
        words.push_back(weight == 1.0 ? word : Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, word, weight));
    }
    Xapian::Query query(Xapian::Query::OP_OR, words.begin(), words.end());
    for (size_t i = 0; i < plan.filter_count; i++) {
        std::vector<std::string> terms;
        for (size_t j = 0; j < plan.filters[i].count; j++)
            terms.push_back(to_string(plan.filters[i].terms[j]));
        query = Xapian::Query(Xapian::Query::OP_FILTER, query,
                              Xapian::Query(Xapian::Query::OP_OR, terms.begin(), terms.end()));
    }
    if (plan.on && !plan.with_expired) {
        Xapian::Query ended(Xapian::Query::OP_AND, Xapian::Query("XU"),
                            Xapian::Query(Xapian::Query::OP_VALUE_LE, slot_until, date_value(plan.on - 1)));
        query = Xapian::Query(Xapian::Query::OP_AND_NOT, query, ended);
    }
    if (plan.on) {
        Xapian::Query later(Xapian::Query::OP_AND, Xapian::Query("XD"),
                            Xapian::Query(Xapian::Query::OP_VALUE_GE, slot_from, date_value(plan.on + 1)));
        query = Xapian::Query(Xapian::Query::OP_AND_NOT, query, later);
    }
    return query;
}

} // namespace

extern "C" double search_term_weight(const search_weighed *term, uint32_t documents, uint32_t of,
                                     uint32_t wdf) noexcept
{
    return term->weight * term_idf(documents, of) * (bm25_k1 + 1) * (wdf / (bm25_k1 + wdf));
}

extern "C" bpv_status search_index_match(search_index *index, const search_plan *plan, search_match *matches,
                                         size_t capacity, size_t *count, bpv_error *error) noexcept
{
    *count = 0;
    return guarded(error, doing::reading, [&] {
        Xapian::Query query = plan_query(*plan);
        if (query.empty())
            return BPV_OK;
        Xapian::Enquire enquire(index->database);
        enquire.set_weighting_scheme(Xapian::BM25Weight(bm25_k1, 0, 1, bm25_b, 0.3));
        enquire.set_query(query);
        enquire.set_docid_order(Xapian::Enquire::ASCENDING);
        Xapian::MSet found;
        try {
            found = enquire.get_mset(0, static_cast<Xapian::doccount>(capacity));
        } catch (const Xapian::Error &e) {
            index->blame(e);
            throw;
        }
        size_t files = index->first.size();
        for (auto it = found.begin(); it != found.end(); ++it) {
            uint32_t id = *it - 1;
            uint32_t document = files > 1 ? index->first[id % files] + id / static_cast<uint32_t>(files) : id;
            matches[(*count)++] = {document, static_cast<float>(it.get_weight())};
        }
        return BPV_OK;
    });
}

extern "C" bpv_status search_postings_open(search_index *index, size_t part, bpv_text term, search_postings **postings,
                                           bpv_error *error) noexcept
{
    *postings = nullptr;
    return guarded(error, doing::reading, [&] {
        const Xapian::Database &database = index->parts.at(part).database;
        std::string name = to_string(term);
        *postings = new search_postings{database.postlist_begin(name), database.postlist_end(name)};
        return BPV_OK;
    });
}

extern "C" bpv_status search_postings_read(search_postings *postings, uint32_t first, uint32_t end,
                                           search_posting *into, size_t capacity, size_t *count,
                                           bpv_error *error) noexcept
{
    *count = 0;
    return guarded(error, doing::reading, [&] {
        Xapian::PostingIterator &next = postings->next;
        if (next != postings->end && *next - 1 < first)
            next.skip_to(first + 1);
        for (; *count < capacity && next != postings->end && *next - 1 < end; ++next)
            into[(*count)++] = {*next - 1, next.get_wdf()};
        return BPV_OK;
    });
}

extern "C" bpv_status search_postings_seek(search_postings *postings, const uint32_t *documents, size_t document_count,
                                           search_posting *into, size_t *count, bpv_error *error) noexcept
{
    *count = 0;
    return guarded(error, doing::reading, [&] {
        Xapian::PostingIterator &next = postings->next;
        for (size_t i = 0; i < document_count && next != postings->end; i++) {
            if (*next - 1 < documents[i])
                next.skip_to(documents[i] + 1);
            if (next != postings->end && *next - 1 == documents[i])
                into[(*count)++] = {documents[i], next.get_wdf()};
        }
        return BPV_OK;
    });
}

extern "C" void search_postings_close(search_postings *postings) noexcept
{
    if (!postings)
        return;
    (void)guarded(nullptr, doing::reading, [&] {
        delete postings;
        return BPV_OK;
    });
}

extern "C" const char *search_index_library_version(void) noexcept
{
    return Xapian::version_string();
}
