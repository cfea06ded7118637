/** `bp autograder`: a folder, or a zip, that a grading system runs without a network. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { shellText } from '../../core/base/quoting.ts';
import type { CommandLine, ExitCode } from '../commandLine.ts';
import type { GradingOptions } from '../grading/gradingOptions.ts';
import { complain } from '../terminal.ts';
import { version } from '../tool.ts';
import { type Part, writeAll, zipped } from '../writing.ts';
import type { Grader } from './courseOptions.ts';
import { readHomework } from './handOut.ts';

export function writeAutograder(line: CommandLine, program = process.argv[1] ?? ''): ExitCode {
  const [file = ''] = line.files;
  const { grader = 'gradescope' } = line.course;
  const text = readHomework(file);
  if (text === undefined) return 1;
  const tool = oneFile(program);
  if (tool === undefined) {
    complain(
      `bp: the command line in one file is not at ${program}: build it first, or use the package backprop-tutor\n`,
    );
    return 2;
  }
  const parts = partsFor(grader, { name: basename(file), text, tool, options: optionWords(line.grading) });
  const out = line.out ?? (grader === 'gradescope' ? 'autograder.zip' : basename(file).replace(/\.bp$/, '-grader'));
  const files = out.endsWith('.zip')
    ? [{ file: out, content: zipped(parts) }]
    : parts.map(({ path, content }) => ({ file: join(out, path), content }));
  const code = writeAll(files, line);
  if (code === 0) complain(`bp: ${out}: ${parts.map(({ path }) => path).join(', ')}\n`);
  return code;
}

/** The bundled program, which needs no other file. */
function oneFile(program: string): Uint8Array | undefined {
  if (!existsSync(program)) return undefined;
  const bytes = readFileSync(program);
  const start = bytes.subarray(0, 30).toString('utf8');
  return start.startsWith('#!/usr/bin/env node') ? new Uint8Array(bytes) : undefined;
}

/** Feedback of a grader that runs while hand-ins are open tells no number, unless something else is asked for. */
function optionWords({ feedback, follow, answers, digits, points }: GradingOptions): string {
  return [
    `--feedback ${feedback === 'full' ? 'mistake' : feedback}`,
    ...(follow === 1 ? [] : [`--follow ${follow}`]),
    ...(answers === 'any' ? [] : [`--answers ${answers}`]),
    ...(digits === undefined ? [] : [`--digits-asked "${digits.count} ${digits.kind}"`]),
    ...(points === undefined ? [] : [`--points ${points}`]),
  ].join(' ');
}

interface Wish {
  readonly name: string;
  readonly text: string;
  readonly tool: Uint8Array;
  readonly options: string;
}

function partsFor(grader: Grader, { name, text, tool, options }: Wish): readonly Part[] {
  const both: readonly Part[] = [
    { path: 'bp.js', content: tool, isProgram: true },
    { path: 'original.bp', content: text },
  ];
  switch (grader) {
    case 'gradescope':
      return [
        { path: 'setup.sh', content: SETUP, isProgram: true },
        { path: 'run_autograder', content: runAutograder(name, options), isProgram: true },
        ...both,
      ];
    case 'docker':
      return [
        { path: 'Dockerfile', content: DOCKERFILE },
        { path: 'grade.sh', content: gradeScript(options), isProgram: true },
        ...both,
      ];
    case 'github':
      return [
        { path: '.github/workflows/classroom.yml', content: workflow(options) },
        { path: '.github/backprop/bp.js', content: tool },
        { path: '.github/backprop/original.bp', content: text },
      ];
  }
}

const SETUP = `#!/usr/bin/env bash
# Node 20 or later is all that the autograder needs. It is installed where the image has none, or an older one as Ubuntu packages it.
set -e
is_new() { [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge 20 ]; }
if ! is_new; then
  apt-get update -y
  apt-get install -y --no-install-recommends ca-certificates curl
  curl -fsSL https://deb.nodesource.com/setup_22.x | bash -
  apt-get install -y nodejs
fi
node --version
is_new
`;

const runAutograder = (name: string, options: string): string => `#!/usr/bin/env bash
# Marks one hand-in in the text that was handed out. Made by backprop-tutor ${version}.
set -u
root="\${BP_AUTOGRADER_ROOT:-/autograder}"
name=${shellText(name)}
mkdir -p "$root/results"
results="$root/results/results.json"
file="$root/submission/$name"
if [ ! -f "$file" ]; then
  file="$(find "$root/submission" -type f -name '*.bp' | LC_ALL=C sort | head -n 1)"
fi
if [ -z "$file" ]; then
  printf '%s\\n' '{"score": 0, "output": "There is no .bp file in what you handed in."}' > "$results"
  exit 0
fi
node "$root/source/bp.js" check "$file" --original "$root/source/original.bp" --format gradescope ${options} > "$results"
# 1: something is wrong in the hand-in, and the results say what.
[ $? -le 1 ]
`;

const DOCKERFILE = `# Marks hand-ins without a network: docker build -t backprop-grader . && docker run --rm --network none -v "$PWD/hand-ins:/hand-ins:ro" backprop-grader
FROM node:22-slim
WORKDIR /grader
COPY bp.js original.bp grade.sh ./
USER node
ENTRYPOINT ["/grader/grade.sh"]
CMD ["--format", "csv"]
`;

const gradeScript = (options: string): string => `#!/bin/sh
# Everything in /hand-ins is marked; further words are options of bp check.
cd "$(dirname "$0")" || exit 2
node bp.js check "\${BP_HAND_INS:-/hand-ins}" --original original.bp ${options} "$@"
`;

const workflow = (options: string): string => `name: Autograding
on: [push, workflow_dispatch]
permissions:
  checks: write
  actions: read
  contents: read
jobs:
  grade:
    runs-on: ubuntu-latest
    if: github.actor != 'github-classroom[bot]'
    steps:
      - uses: actions/checkout@v4
      - name: Mark the homework
        id: backprop
        shell: bash
        run: |
          file="$(git -c core.quotePath=off ls-files '*.bp' ':!.github' | head -n 1)"
          [ -n "$file" ] || { echo "There is no .bp file in this repository."; exit 1; }
          node .github/backprop/bp.js check "$file" --original .github/backprop/original.bp --format markdown ${options} >> "$GITHUB_STEP_SUMMARY" || true
          result="$(node .github/backprop/bp.js check "$file" --original .github/backprop/original.bp --format github ${options} || true)"
          echo "result=$(printf '%s' "$result" | base64 -w 0)" >> "$GITHUB_OUTPUT"
      - name: Report the points
        uses: classroom-resources/autograding-grading-reporter@v1
        env:
          BACKPROP_RESULTS: \${{ steps.backprop.outputs.result }}
        with:
          runners: backprop
`;
