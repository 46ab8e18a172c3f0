// Translates course.cql once, then answers each line of standard input, which is a word and weights in kg:
// "show" with the visits of each weight, "time" with the CPU seconds that they took all together.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { SystemModelInfoProvider } from "@cqframework/cql/cql";
import { CqlTranslator, LibraryManager, ModelManager } from "@cqframework/cql/cql-to-elm";
import cql from "cql-execution";

const models = new ModelManager();
models.modelInfoLoader.registerModelInfoProvider(new SystemModelInfoProvider());
const elm = JSON.parse(CqlTranslator.fromText(readFileSync("course.cql", "utf8"), new LibraryManager(models)).toJson());
const wrong = elm.library.annotation.filter((each) => each.errorSeverity);
if (wrong.length > 0) throw new Error(JSON.stringify(wrong));

const executor = new cql.Executor(new cql.Library(elm));
const nobody = new cql.PatientSource([]);
const Start = cql.Date.parse(process.argv[2]);

async function plan(weight) {
  const made = await executor.withParameters({ WeightKg: weight, Start }).exec(nobody);
  return made.unfilteredResults.Visits;
}

for await (const line of createInterface({ input: process.stdin })) {
  const [word, ...typed] = line.split(" ");
  const weights = typed.map(Number);
  const made = [];
  const before = process.cpuUsage();
  for (const weight of weights) made.push(await plan(weight));
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify(word === "show" ? made : (user + system) / 1e6));
}
