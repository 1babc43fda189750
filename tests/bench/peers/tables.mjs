// Reads the tables of export_passages and writes run files: question, rank, passage, score.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const fields = ["title", "fileTitle", "questions", "text"];

function rows(folder, name) {
  return readFileSync(join(folder, name), "utf8")
    .split("\n")
    .filter((line) => line)
    .map((line) => line.split("\t"));
}

export function readPassages(folder) {
  return rows(folder, "passages.tsv").map(([id, title, fileTitle, questions, text]) => ({ id, title, fileTitle, questions, text }));
}

export function readQuestions(folder) {
  return rows(folder, "questions.tsv").map(([name, text]) => ({ name, text }));
}

export function writeRun(folder, setting, found) {
  const lines = [];
  for (const [name, hits] of found) hits.forEach(([id, score], i) => lines.push(`${name}\t${i + 1}\t${id}\t${score}`));
  writeFileSync(join(folder, `${setting}.run`), `${lines.join("\n")}\n`);
}
