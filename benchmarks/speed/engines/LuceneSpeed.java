import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.facet.FacetResult;
import org.apache.lucene.facet.Facets;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsConfig;
import org.apache.lucene.facet.sortedset.DefaultSortedSetDocValuesReaderState;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetCounts;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetField;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesReaderState;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiCollector;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.MMapDirectory;

/** Lucene's side of the comparison; it speaks the protocol of worker.py: {@code LuceneSpeed build|serve SCRATCH}. */
public final class LuceneSpeed {
    private static final String FIELD = "stem";
    private static final String DAY = "day";
    private static final int TOP = 10;
    private static final int FACET_SIZE = 10;
    private static final double BUFFER_MIB = 512;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final IndexSearcher searcher;
    private final SortedSetDocValuesReaderState facetState;
    private final int firstDay;
    private final int days;

    /** One query as queries.tsv has it. */
    private record Asked(String kind, String[] terms, long first, long last) {}

    private LuceneSpeed(IndexReader reader) throws IOException {
        searcher = new IndexSearcher(reader);
        searcher.setSimilarity(new BM25Similarity(1.2f, 0.75f));
        searcher.setQueryCache(null);
        facetState = new DefaultSortedSetDocValuesReaderState(reader);
        firstDay = (int) dayBound(reader, true);
        days = (int) dayBound(reader, false) - firstDay + 1;
    }

    public static void main(String[] args) throws IOException {
        Path scratch = Paths.get(args[1]);
        if (args[0].equals("build")) {
            build(scratch);
        } else {
            serve(scratch);
        }
    }

    private static void build(Path scratch) throws IOException {
        long began = System.nanoTime();
        FacetsConfig facets = new FacetsConfig();
        facets.setMultiValued("entity", true);
        IndexWriterConfig config = new IndexWriterConfig(new WhitespaceAnalyzer());
        config.setRAMBufferSizeMB(BUFFER_MIB);
        config.setSimilarity(new BM25Similarity(1.2f, 0.75f));
        try (IndexWriter writer = new IndexWriter(FSDirectory.open(indexPath(scratch)), config);
                BufferedReader lines = Files.newBufferedReader(scratch.resolve("ready.tsv"))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                writer.addDocument(facets.build(document(line)));
            }
            writer.forceMerge(1);
            writer.commit();
        }
        double wall = (System.nanoTime() - began) / 1e9;
        long cpu = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        print("{\"wall\": %.4f, \"cpu\": %.4f, \"peak_mib\": %.1f}", wall, cpu / 1e9, memory("VmHWM"));
    }

    private static Document document(String line) {
        String[] columns = line.split("\t", -1);
        String text = columns[4];
        Document document = new Document();
        document.add(new StoredField("record", line.substring(0, line.length() - text.length() - 1)));
        if (!columns[1].isEmpty()) {
            document.add(new SortedSetDocValuesFacetField("source", columns[1]));
        }
        long day = Long.parseLong(columns[2]);
        if (day > 0) {
            document.add(new NumericDocValuesField(DAY, day));
            document.add(new LongPoint(DAY, day));
        }
        if (!columns[3].isEmpty()) {
            for (String entity : columns[3].split("\u001f")) {
                document.add(new SortedSetDocValuesFacetField("entity", entity));
            }
        }
        document.add(new TextField(FIELD, text, Field.Store.NO));
        return document;
    }

    private static void serve(Path scratch) throws IOException {
        Map<String, List<Asked>> queries = new HashMap<>();
        for (String line : Files.readAllLines(scratch.resolve("queries.tsv"))) {
            String[] columns = line.split("\t");
            queries.computeIfAbsent(columns[0], kind -> new ArrayList<>())
                    .add(new Asked(columns[0], columns[1].split(" "), Long.parseLong(columns[2]), Long.parseLong(columns[3])));
        }
        long began = System.nanoTime();
        try (IndexReader reader = DirectoryReader.open(MMapDirectory.open(indexPath(scratch)));
                BufferedReader commands = new BufferedReader(new InputStreamReader(System.in))) {
            LuceneSpeed lucene = new LuceneSpeed(reader);
            print("{\"opened_s\": %.4f}", (System.nanoTime() - began) / 1e9);
            for (String kind = commands.readLine(); kind != null && !kind.equals("end"); kind = commands.readLine()) {
                System.out.println(lucene.round(queries.get(kind)));
            }
            print("{\"rss_mib\": %.1f}", memory("VmRSS"));
        }
    }

    private String round(List<Asked> queries) throws IOException {
        List<String> wall = new ArrayList<>();
        List<String> cpu = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (Asked asked : queries) {
            long cpuBegan = THREADS.getCurrentThreadCpuTime();
            long began = System.nanoTime();
            String answer = answer(asked);
            wall.add(milliseconds(System.nanoTime() - began));
            cpu.add(milliseconds(THREADS.getCurrentThreadCpuTime() - cpuBegan));
            answers.add(answer);
        }
        return String.format("{\"wall_ms\": %s, \"cpu_ms\": %s, \"answers\": %s}", wall, cpu, answers);
    }

    private String answer(Asked asked) throws IOException {
        Query query = query(asked);
        TopScoreDocCollector best = TopScoreDocCollector.create(TOP, Integer.MAX_VALUE);
        if (!asked.kind().equals("facets")) {
            searcher.search(query, best);
            TopDocs found = best.topDocs();
            return String.format("[%d, %d, []]", found.scoreDocs.length, found.totalHits.value);
        }
        FacetsCollector matches = new FacetsCollector();
        searcher.search(query, MultiCollector.wrap(best, matches));
        Facets facets = new SortedSetDocValuesFacetCounts(facetState, matches);
        TopDocs found = best.topDocs();
        return String.format("[%d, %d, [%s, %s, %s]]", found.scoreDocs.length, found.totalHits.value,
                counts(facets, "source"), dayCounts(matches), counts(facets, "entity"));
    }

    private static Query query(Asked asked) {
        String[] terms = asked.terms();
        switch (asked.kind()) {
            case "phrase":
                return new PhraseQuery(FIELD, terms);
            case "prefix":
                return new PrefixQuery(new Term(FIELD, terms[0]));
            case "and":
                return all(terms, Occur.MUST);
            case "date":
                return new BooleanQuery.Builder()
                        .add(all(terms, Occur.SHOULD), Occur.MUST)
                        .add(LongPoint.newRangeQuery(DAY, asked.first(), asked.last()), Occur.FILTER)
                        .build();
            default:
                return all(terms, Occur.SHOULD);
        }
    }

    private static Query all(String[] terms, Occur occur) {
        if (terms.length == 1) {
            return new TermQuery(new Term(FIELD, terms[0]));
        }
        BooleanQuery.Builder builder = new BooleanQuery.Builder();
        for (String term : terms) {
            builder.add(new TermQuery(new Term(FIELD, term)), occur);
        }
        return builder.build();
    }

    private static String counts(Facets facets, String name) throws IOException {
        FacetResult result = facets.getTopChildren(FACET_SIZE, name);
        if (result == null) {
            return "[]";
        }
        return Arrays.stream(result.labelValues)
                .map(counted -> String.valueOf(counted.value.longValue()))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private String dayCounts(FacetsCollector matches) throws IOException {
        int[] counts = new int[days];
        for (FacetsCollector.MatchingDocs found : matches.getMatchingDocs()) {
            NumericDocValues values = found.context.reader().getNumericDocValues(DAY);
            DocIdSetIterator docs = found.bits.iterator();
            for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
                if (values != null && values.advanceExact(doc)) {
                    counts[(int) values.longValue() - firstDay]++;
                }
            }
        }
        Arrays.sort(counts);
        List<String> largest = new ArrayList<>();
        for (int i = counts.length - 1; i >= 0 && counts[i] > 0 && largest.size() < FACET_SIZE; i--) {
            largest.add(String.valueOf(counts[i]));
        }
        return largest.toString();
    }

    private static long dayBound(IndexReader reader, boolean lowest) throws IOException {
        byte[] packed = lowest
                ? org.apache.lucene.index.PointValues.getMinPackedValue(reader, DAY)
                : org.apache.lucene.index.PointValues.getMaxPackedValue(reader, DAY);
        return packed == null ? 0 : LongPoint.decodeDimension(packed, 0);
    }

    private static Path indexPath(Path scratch) {
        return scratch.resolve("index-lucene");
    }

    private static String milliseconds(long nanoseconds) {
        return String.format(Locale.ROOT, "%.5f", nanoseconds / 1e6);
    }

    private static double memory(String name) throws IOException {
        for (String line : Files.readAllLines(Paths.get("/proc/self/status"))) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("/proc/self/status has no " + name);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
