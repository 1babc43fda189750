// Runs the questions through Lucene with its Dutch analyser, once for each setting: java RunLucene FOLDER RUNS DICTIONARY
// Settings: compounds split with a dictionary or not, weights of the fields, fuzzy matching, best field or sum of fields.

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.compound.DictionaryCompoundWordTokenFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.tartarus.snowball.ext.DutchStemmer;

public final class RunLucene {
    private static final int DEPTH = 50;
    private static final String[] FIELDS = {"title", "file", "questions", "text"};

    private RunLucene() {
    }

    /** The parts of DutchAnalyzer with the dictionary compound filter of the same library between them. */
    private static final class CompoundAnalyzer extends Analyzer {
        private final CharArraySet words;

        CompoundAnalyzer(CharArraySet words) {
            this.words = words;
        }

        @Override
        protected TokenStreamComponents createComponents(String field) {
            Tokenizer source = new StandardTokenizer();
            TokenStream result = new LowerCaseFilter(source);
            result = new StopFilter(result, DutchAnalyzer.getDefaultStopSet());
            result = new ASCIIFoldingFilter(result);
            result = new DictionaryCompoundWordTokenFilter(result, words, 6, 4, 20, true);
            return new TokenStreamComponents(source, new SnowballFilter(result, new DutchStemmer()));
        }
    }

    private static CharArraySet dictionary(String path) throws IOException {
        CharArraySet words = new CharArraySet(500000, true);
        try (BufferedReader reader = Files.newBufferedReader(Paths.get(path), StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.length() >= 4) {
                    words.add(line.toLowerCase(Locale.ROOT));
                }
            }
        }
        return words;
    }

    private static List<String[]> rows(Path path) throws IOException {
        List<String[]> rows = new ArrayList<>();
        for (String line : Files.readAllLines(path, StandardCharsets.UTF_8)) {
            rows.add(line.split("\t", -1));
        }
        return rows;
    }

    private static Set<String> terms(Analyzer analyzer, String text) throws IOException {
        Set<String> terms = new LinkedHashSet<>();
        try (TokenStream stream = analyzer.tokenStream("text", text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                terms.add(term.toString());
            }
            stream.end();
        }
        return terms;
    }

    /** Any term will do; fuzzy: a term that occurs nowhere also finds those like it. */
    private static Query query(IndexReader reader, Set<String> terms, float[] boosts, boolean fuzzy, boolean bestField) throws IOException {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        for (String term : terms) {
            List<Query> fields = new ArrayList<>();
            boolean unknown = term.length() >= 4;
            for (String field : FIELDS) {
                unknown &= reader.docFreq(new Term(field, term)) == 0;
            }
            for (int i = 0; i < FIELDS.length; i++) {
                Term one = new Term(FIELDS[i], term);
                fields.add(new BoostQuery(new TermQuery(one), boosts[i]));
                if (fuzzy && unknown) {
                    fields.add(new BoostQuery(new FuzzyQuery(one, term.length() < 6 ? 1 : 2, 1), boosts[i]));
                }
            }
            if (bestField) {
                all.add(new DisjunctionMaxQuery(fields, 0.3f), BooleanClause.Occur.SHOULD);
            } else {
                fields.forEach(field -> all.add(field, BooleanClause.Occur.SHOULD));
            }
        }
        return all.build();
    }

    private static void run(Path out, Analyzer analyzer, IndexSearcher searcher, List<String[]> questions, float[] boosts, boolean fuzzy,
            boolean bestField) throws IOException {
        try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(out, StandardCharsets.UTF_8))) {
            for (String[] question : questions) {
                int rank = 0;
                Query query = query(searcher.getIndexReader(), terms(analyzer, question[1]), boosts, fuzzy, bestField);
                for (ScoreDoc hit : searcher.search(query, DEPTH).scoreDocs) {
                    writer.println(question[0] + "\t" + ++rank + "\t" + searcher.doc(hit.doc).get("id") + "\t" + hit.score);
                }
            }
        }
    }

    private static IndexSearcher index(Analyzer analyzer, List<String[]> passages) throws IOException {
        ByteBuffersDirectory directory = new ByteBuffersDirectory();
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
            for (String[] passage : passages) {
                Document document = new Document();
                document.add(new StoredField("id", passage[0]));
                for (int i = 0; i < FIELDS.length; i++) {
                    document.add(new TextField(FIELDS[i], passage[i + 1], Field.Store.NO));
                }
                writer.addDocument(document);
            }
        }
        return new IndexSearcher(DirectoryReader.open(directory));
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Paths.get(arguments[0]);
        List<String[]> passages = rows(folder.resolve("passages.tsv"));
        List<String[]> questions = rows(folder.resolve("questions.tsv"));
        BooleanQuery.setMaxClauseCount(100000);
        for (boolean compounds : new boolean[] {false, true}) {
            Analyzer analyzer = compounds ? new CompoundAnalyzer(dictionary(arguments[2])) : new DutchAnalyzer();
            IndexSearcher searcher = index(analyzer, passages);
            for (float title : new float[] {1, 2, 4}) {
                for (float variants : new float[] {1, 2}) {
                    for (boolean fuzzy : new boolean[] {false, true}) {
                        for (boolean bestField : new boolean[] {false, true}) {
                            String name = String.format(Locale.ROOT, "compounds=%d title=%.0f questions=%.1f fuzzy=%d best=%d.run",
                                    compounds ? 1 : 0, title, variants, fuzzy ? 1 : 0, bestField ? 1 : 0);
                            run(Paths.get(arguments[1]).resolve(name), analyzer, searcher, questions,
                                    new float[] {title, 0.5f, variants, 1}, fuzzy, bestField);
                        }
                    }
                }
            }
        }
    }
}
