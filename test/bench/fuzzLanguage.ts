/** Mutated lessons, all questions asked of each: `node test/bench/run.mjs fuzzLanguage 100000 seed`. Ends with 1 where one fails. */
import { readdirSync, readFileSync } from 'node:fs';
import { ofCommands, ofGraph, ofPlace, ofText } from '../language/everyFeature.ts';
import { mutator } from '../language/mutations.ts';
import { unsound } from '../language/soundness.ts';
import { openText } from '../support/openText.ts';

const [count = '100000', seed = 'fuzz'] = process.argv.slice(3);
const folder = 'media/lessons';
const lessons = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, 'utf8'));

const mutated = mutator(lessons, seed);
let failed = 0;
let slowest = 0;
let slowestText = '';
const begun = performance.now();
for (let i = 0; i < Number(count); i++) {
  const text = mutated.next();
  const before = performance.now();
  const { service, state } = openText(text);
  const asked = { service, state, position: state.positionAt((i * 7919) % (text.length + 1)) };
  const wrong = i % 4 === 0 ? unsound(asked, ofText, ofPlace, ofGraph, ofCommands) : unsound(asked, ofText, ofPlace);
  const took = performance.now() - before;
  if (took > slowest) {
    slowest = took;
    slowestText = text;
  }
  if (wrong.length > 0) {
    failed++;
    console.log(`text ${i} of seed ${seed}: ${JSON.stringify(text)}\n${wrong.join('\n')}`);
    if (failed === 10) break;
  }
  if (i % 10_000 === 9999)
    console.log(`${i + 1} texts, ${failed} failed, ${((performance.now() - begun) / 1000).toFixed(0)} s`);
}
console.log(`slowest: ${slowest.toFixed(0)} ms for ${JSON.stringify(slowestText.slice(0, 300))}`);
process.exitCode = failed > 0 ? 1 : 0;
