import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { checkReport } from '../../../src/cli/checkReport.ts';
import { type CommandLine, readCommandLine } from '../../../src/cli/commandLine.ts';
import { writeAutograder } from '../../../src/cli/course/autograder.ts';
import { handOutVariants } from '../../../src/cli/course/handOut.ts';
import { readRoster } from '../../../src/cli/course/roster.ts';
import { plainGrading } from '../../../src/cli/grading/gradingOptions.ts';
import { originalsIn, readHandedOut } from '../../../src/cli/grading/handedOut.ts';
import { evaluateFile } from '../../../src/cli/openFile.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { handoutOf } from '../../../src/core/tutor/course/handout.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bp-course-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (...parts: readonly string[]): string => path.join(folder, ...parts);

const HOMEWORK = `# %% [markdown] Homework 1
# On paper first.

# %% [practice] Gates
x = -2; y = 5; z = -4
q = x + y
f = q * z
grad(x) = -4  # swap  # 2 points
grad(y) = -4; grad(z) = 3  # 1 hint
grad(q) = -4  # revealed

# %% Neuron
w = [1, 3]; b = -2; v = [2, -1]
g = sigmoid(dot(w, v) + b)
grad(w) = [0.1,
  0.2]
grad(b) = ?
# help sealed: 1a2b3c
`;
writeFileSync(at('hw.bp'), HOMEWORK);

function commandLine(...words: readonly string[]): CommandLine {
  const line = readCommandLine(words);
  if ('problem' in line) throw new Error(line.problem);
  return line;
}

describe('bp handout', () => {
  const { text, questions } = handoutOf(parseDocument(HOMEWORK));

  test('answers, help and reasons are out; points and the rest stay; cells are sealed', () => {
    expect(questions).toBe(6);
    expect(text).toBe(`# %% [markdown] Homework 1
# name:
# id:
# On paper first.

# %% [practice given] Gates
x = -2; y = 5; z = -4
q = x + y
f = q * z
grad(x) = ?  # why?  # 2 points
grad(y) = ?; grad(z) = ?
grad(q) = ?

# %% [given] Neuron
w = [1, 3]; b = -2; v = [2, -1]
g = sigmoid(dot(w, v) + b)
grad(w) = ?
grad(b) = ?
`);
  });

  test('is its own handout, and has no problems', () => {
    expect(handoutOf(parseDocument(text)).text).toBe(text);
    expect(parseDocument(text).problems).toEqual([]);
  });

  test('homework and handout are the same original', () => {
    writeFileSync(at('students.bp'), text);
    const filled = text
      .replace('grad(x) = ?  # why?', 'grad(x) = -4  # distributor')
      .replace('grad(z) = ?', 'grad(z) = 3');
    for (const original of ['hw.bp', 'students.bp']) {
      const handedOut = readHandedOut(at(original));
      if ('problem' in handedOut) throw new Error(handedOut.problem);
      const report = checkReport('a.bp', evaluateFile(at('a.bp'), filled), { original: handedOut });
      expect([original, report.integrity, report.score.points, report.score.maxPoints]).toEqual([original, 'ok', 3, 7]);
      expect(report.answers[0]?.reason).toEqual({ written: 'distributor', isRight: true });
    }
  });

  test('code above the first marker, and a backward pass of the learner’s own', () => {
    const bare = handoutOf(parseDocument('x = 2\nf = x * x\ngrad(x) = 4'));
    expect(bare.text).toBe('# %% [given]\n# name:\n# id:\nx = 2\nf = x * x\ngrad(x) = ?');
    const own = handoutOf(parseDocument('# %% Own\ndef c(a) = a * a\nbackward c(a, upstream) = (upstream * 2 * a,)\n'));
    expect(own.open).toEqual(['Own']);
    expect(own.text).toContain('# %% Own');
  });
});

describe('rosters', () => {
  const ids = (text: string): unknown => {
    const students = readRoster('r.csv', text);
    return 'problem' in students ? students.problem : students.map(({ id, name }) => `${id}:${name}`);
  };
  test.each([
    [
      'Canvas',
      'Student,ID,SIS User ID,SIS Login ID,Section\n    Points Possible,,,,\n"Love, Ada",1,77,adal,A\n',
      ['adal:Love, Ada'],
    ],
    ['Gradescope', 'First Name,Last Name,SID,Email\nAda,Love,42,ada@x.edu\n', ['42:Ada Love']],
    ['GitHub Classroom', '"identifier","github_username"\n"a","octo"\n', ['octo:']],
    ['Classroom 50', 'username,first_name,last_name,email,section,github_id\nada,Ada,Love,,1,2\n', ['ada:Ada Love']],
    ['a spreadsheet with semicolons and a byte order mark', '\ufeffName;Email\r\nAda;ada@x.edu\r\n;;\r\n', ['ada:Ada']],
  ])('%s', (_, text, expected) => {
    expect(ids(text)).toEqual(expected);
  });
  test.each([
    ['name\nAda\n', 'no column for an id'],
    ['id,name\n../up,Ada\n', 'row 2: ../up cannot name a file'],
    ['id\nCON\n', 'cannot name a file'],
    ['id,name\nada,A\nADA,B\n', 'row 3: the id ADA is in row 2 too'],
    ['id,name\n,A\n', 'the id is missing'],
    ['id,name\n', 'names no student'],
  ])('%s is refused', (text, problem) => {
    expect(ids(text)).toContain(problem);
  });
});

test('bp variants: every student has own numbers of like size, a key, and is marked by --originals', () => {
  const students = Array.from({ length: 12 }, (_, i) => `s${i}`);
  writeFileSync(at('roster.csv'), `id,name\n${students.map((id) => `${id},Student ${id}\n`).join('')}`);
  const made = (): ReadonlyMap<string, string> => {
    handOutVariants(commandLine('variants', at('hw.bp'), '--roster', at('roster.csv'), '--out', at('v'), '--force'));
    return new Map(students.map((id) => [id, readFileSync(at('v', `${id}.bp`), 'utf8')]));
  };
  const first = made();
  expect(made()).toEqual(first);
  expect(new Set([...first.values()].map((text) => text.replace(/^# (name|id):.*$/gm, ''))).size).toBe(students.length);
  const originalOf = originalsIn(at('v'));
  for (const id of students) {
    const key = readFileSync(at('v', 'keys', `${id}.bp`), 'utf8');
    expect(first.get(id)).toContain(`# name: Student ${id}\n# id: ${id}\n`);
    const report = (own: string) => {
      const original = originalOf(at('in', own, 'homework.bp'), key);
      if (original === undefined || 'problem' in original) throw new Error('no original');
      return checkReport('homework.bp', evaluateFile(at('homework.bp'), key), { original, options: plainGrading });
    };
    const { score, integrity, answers } = report(id);
    expect([id, score.points, integrity]).toEqual([id, 7, 'ok']);
    expect(answers[0]?.reason?.isRight).toBe(true);
    for (const { expected } of answers)
      for (const entry of expected?.data ?? []) expect(Math.abs(entry)).toBeLessThanOrEqual(24);
  }
  const problem = originalsIn(at('v'))('x.bp', '# id: nobody\n');
  expect(problem).toMatchObject({ problem: expect.stringContaining('there is no original x.bp or nobody.bp') });
});

describe('bp autograder', () => {
  const program = at('bp.js');
  writeFileSync(program, '#!/usr/bin/env node\nconsole.log(1);\n');

  test('a zip with programs at its root, the same bytes each time', () => {
    const zip = (): Uint8Array => {
      writeAutograder(
        commandLine('autograder', 'gradescope', at('hw.bp'), '--out', at('a.zip'), '--force', '--points', '10'),
        program,
      );
      return new Uint8Array(readFileSync(at('a.zip')));
    };
    const bytes = zip();
    expect(zip()).toEqual(bytes);
    const entries = unzipSync(bytes);
    expect(Object.keys(entries).sort()).toEqual(['bp.js', 'original.bp', 'run_autograder', 'setup.sh']);
    const runner = new TextDecoder().decode(entries.run_autograder);
    expect(runner).toContain('--format gradescope --feedback mistake --points 10');
    expect(runner).toContain("name='hw.bp'");
  });

  test.each(['docker', 'github'])('a folder for %s', (grader) => {
    writeAutograder(commandLine('autograder', grader, at('hw.bp'), '--out', at(grader)), program);
    const files = readdirSync(at(grader), { recursive: true, encoding: 'utf8' }).map((file) => path.basename(file));
    expect(files).toContain('bp.js');
    expect(files).toContain(grader === 'docker' ? 'Dockerfile' : 'classroom.yml');
  });

  test('no program, no autograder; nothing is written over', () => {
    mkdirSync(at('none'), { recursive: true });
    expect(
      writeAutograder(commandLine('autograder', 'docker', at('hw.bp'), '--out', at('none')), at('missing.js')),
    ).toBe(2);
    expect(writeAutograder(commandLine('autograder', 'docker', at('hw.bp'), '--out', at('docker')), program)).toBe(2);
  });
});

test.each([
  [['variants', 'a.bp'], '--roster is missing'],
  [['items', 'a.bp'], '--to is missing: one of qti12'],
  [['items', 'a.bp', '--to', 'word'], '--to takes one of qti12'],
  [['autograder', 'a.bp'], 'bp autograder takes one of gradescope, docker, github'],
  [['autograder', 'docker'], 'no file is given'],
  [['class'], 'no folder is given'],
  [['handout', 'a.bp', 'b.bp'], 'bp handout takes one file'],
  [['handout', 'a.bp', '--roster', 'r.csv'], 'bp handout does not take --roster'],
  [['completion', 'cmd'], 'bp completion takes one of bash, zsh, fish'],
])('%j: %s', (words, problem) => {
  expect(readCommandLine(words)).toMatchObject({ problem: expect.stringContaining(problem) });
});
