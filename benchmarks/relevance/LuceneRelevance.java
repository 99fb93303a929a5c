import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/** Lucene's side: its ArabicAnalyzer, its classic query parser (any word) and BM25. {@code index|search FOLDER}. */
public final class LuceneRelevance {
    private static final String BODY = "body";
    private static final int TOP = 10;
    private static final BM25Similarity BM25 = new BM25Similarity(1.2f, 0.75f);

    public static void main(String[] args) throws IOException, ParseException {
        Path folder = Paths.get(args[1]);
        try (Analyzer analyzer = new ArabicAnalyzer();
                Directory directory = FSDirectory.open(folder.resolve("index-lucene"))) {
            if (args[0].equals("index")) {
                index(folder.resolve("texts.tsv"), directory, analyzer);
            } else {
                search(folder.resolve("questions.tsv"), directory, analyzer);
            }
        }
    }

    /** Each line: id, tab, text on one line. */
    private static void index(Path texts, Directory directory, Analyzer analyzer) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig(analyzer);
        config.setSimilarity(BM25);
        config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
        try (IndexWriter writer = new IndexWriter(directory, config);
                BufferedReader lines = Files.newBufferedReader(texts)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int tab = line.indexOf('\t');
                Document document = new Document();
                document.add(new StoredField("id", line.substring(0, tab)));
                document.add(new TextField(BODY, line.substring(tab + 1), Field.Store.NO));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
            writer.commit();
        }
    }

    /** Prints for each line of the file its best ids and the number of results, with tabs between them. */
    private static void search(Path questions, Directory directory, Analyzer analyzer) throws IOException, ParseException {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        QueryParser parser = new QueryParser(BODY, analyzer);
        try (IndexReader reader = DirectoryReader.open(directory);
                BufferedReader lines = Files.newBufferedReader(questions)) {
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setSimilarity(BM25);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                TopScoreDocCollector best = TopScoreDocCollector.create(TOP, Integer.MAX_VALUE);
                searcher.search(parser.parse(QueryParser.escape(line)), best);
                TopDocs found = best.topDocs();
                StringBuilder answer = new StringBuilder(String.valueOf(found.totalHits.value));
                for (ScoreDoc hit : found.scoreDocs) {
                    answer.append('\t').append(searcher.doc(hit.doc).get("id"));
                }
                out.println(answer);
            }
        }
        out.flush();
    }
}
