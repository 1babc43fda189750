// Runs the questions through Orama with Dutch stemming, once for each setting: run_orama.mjs FOLDER RUNS
import { create, insertMultiple, search } from "@orama/orama";
import { stemmer } from "@orama/stemmers/dutch";
import { stopwords } from "@orama/stopwords/dutch";
import { fields, readPassages, readQuestions, writeRun } from "./tables.mjs";

const [folder, runs] = process.argv.slice(2);
const passages = readPassages(folder);
const questions = readQuestions(folder);
const depth = 50;

const database = create({
  schema: { id: "string", title: "string", fileTitle: "string", questions: "string", text: "string" },
  components: { tokenizer: { language: "dutch", stemming: true, stemmer, stopWords: stopwords } },
});
await insertMultiple(database, passages, 500);

for (const title of [1, 2, 4])
  for (const variants of [1, 2])
    for (const tolerance of [0, 1])
      for (const b of [0.75, 0.3]) {
        const found = [];
        for (const { name, text } of questions) {
          const { hits } = await search(database, {
            term: text,
            properties: fields,
            boost: { title, questions: variants, fileTitle: 0.5, text: 1 },
            tolerance,
            threshold: 1, // any word will do: OR
            relevance: { k: 1.2, b, d: 0.5 },
            limit: depth,
          });
          found.push([name, hits.map(({ document, score }) => [document.id, score])]);
        }
        writeRun(runs, `title=${title} questions=${variants} tolerance=${tolerance} b=${b}`, found);
      }
