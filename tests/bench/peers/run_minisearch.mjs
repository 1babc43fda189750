// Runs the questions through MiniSearch with Dutch stemming, once for each setting: run_minisearch.mjs FOLDER RUNS
import MiniSearch from "minisearch";
import { stemmer } from "@orama/stemmers/dutch";
import { stopwords } from "@orama/stopwords/dutch";
import { fields, readPassages, readQuestions, writeRun } from "./tables.mjs";

const [folder, runs] = process.argv.slice(2);
const passages = readPassages(folder);
const questions = readQuestions(folder);
const stop = new Set(stopwords);
const depth = 50;

const index = new MiniSearch({
  fields,
  processTerm: (term) => {
    const lower = term.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
    return stop.has(lower) ? null : stemmer(lower);
  },
});
index.addAll(passages);

for (const title of [1, 2, 4])
  for (const variants of [1, 2])
    for (const fuzzy of [0, 0.2])
      for (const prefix of [false, true]) {
        const options = {
          combineWith: "OR",
          boost: { title, questions: variants, fileTitle: 0.5, text: 1 },
          fuzzy: fuzzy ? (term) => (term.length >= 5 ? fuzzy : false) : false,
          prefix: prefix ? (term) => term.length >= 4 : false,
        };
        const found = questions.map(({ name, text }) => [
          name,
          index.search(text, options).slice(0, depth).map(({ id, score }) => [id, score]),
        ]);
        writeRun(runs, `title=${title} questions=${variants} fuzzy=${fuzzy} prefix=${Number(prefix)}`, found);
      }
