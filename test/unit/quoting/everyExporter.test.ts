/** Every way out of the program is fed every text that could end, run, load or open something there, and what comes out is parsed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { csvParseRows } from 'd3-dsv';
import { describe, expect, test } from 'vitest';
import { checkReport } from '../../../src/cli/checkReport.ts';
import { checkText } from '../../../src/cli/checkTable.ts';
import {
  checkJson,
  classroom50,
  csvReport,
  gradescope,
  junit,
  markdown,
  prairielearn,
  scoreLines,
} from '../../../src/cli/grading/formats.ts';
import { csvField, editorText, jsonText, pythonString, terminalText } from '../../../src/core/base/quoting.ts';
import { latexDerivation } from '../../../src/core/explain/export/latexDerivation.ts';
import { isPytorchProblem, pytorchScript } from '../../../src/core/explain/export/pytorch/pytorchScript.ts';
import { textOutline } from '../../../src/core/explain/export/textOutline.ts';
import { tikzPicture } from '../../../src/core/explain/export/tikzPicture.ts';
import { buildGraph } from '../../../src/core/graph/exportText.ts';
import { bookMeasure } from '../../../src/core/picture/measure.ts';
import { makePicture } from '../../../src/core/picture/picture.ts';
import { renderSvg } from '../../../src/core/picture/svgPicture.ts';
import { openAtFirst } from '../../../src/core/picture/visibleGraph.ts';
import { findingPage } from '../../../src/core/tutor/compare/findingPage.ts';
import { firstDisagreement } from '../../../src/core/tutor/compare/firstDisagreement.ts';
import { worksheet } from '../../../src/core/tutor/practice/worksheets/worksheet.ts';
import { LanguageService } from '../../../src/language/document/service.ts';
import { defaultSettings } from '../../../src/language/document/settings.ts';
import { comparison, shapePage } from '../../../src/language/features/comparing.ts';
import { gradientCheckPage } from '../../../src/language/features/gradientCheckPage.ts';
import { hover } from '../../../src/language/features/hover.ts';
import { score } from '../../../src/language/features/score.ts';
import type { GraphSnapshot } from '../../../src/protocol/graph.ts';
import { because, findPython } from '../../support/python.ts';
import { evaluated } from '../explain/evaluated.ts';
import { hostileNames, hostileTexts, moduleMembers, takenNames } from './hostileTexts.ts';
import { latexCommands, markdownOutline, TERMINAL, xmlOutline } from './parsers.ts';

const oneLine = (text: string): string => text.replaceAll(/[\n\r\u2028\u2029]/g, ' ');

/** A sheet with the text in its title, its comments, its prose, its header, a string and an answer. */
const sheet = (words: string): string => {
  const line = oneLine(words);
  return `# %% ${line}
# name: ${line}
# id: ${line}
# ${line}
x = 2  # ${line}
y = x * 3
f = y * y
grad(x) = ?
value(y) = ?
# %% [markdown] ${line}
# ${line}
# - ${line}
# In \`${line}\` and **${line}**.
# %% [practice] ${line}
W = [[1, 2], [3, 4]]
g = sum(W @ W)
grad(W) = ?
`;
};
const stateOf = (text: string) => {
  const service = new LanguageService({ filesOf: () => ({ read: () => ({ state: 'refused', reason: '' }) }) });
  service.open('file:///a.bp', 1, text);
  const state = service.state('file:///a.bp');
  if (state === undefined) throw new Error('not open');
  return state;
};

const reportOf = (words: string, file = words) =>
  checkReport(file, evaluated(`${sheet(words).replace('value(y) = ?', `value(y) = ${oneLine(words)}`)}`));

/** A picture in which everything that has words has these. */
function pictureAs(words: string, format: 'svg' | 'tikz'): string {
  const request = { uri: 'file:///a.bp', version: 0, target: { kind: 'cell', cell: 0 }, digits: 4 } as const;
  const snapshot = buildGraph(evaluated('def g(a) = a * 2 + 1\nx = 2\ny = g(x)\nf = y * y + x\n'), request);
  if ('reason' in snapshot) throw new Error(snapshot.reason);
  const hostile: GraphSnapshot = {
    ...snapshot,
    title: words,
    outputName: words,
    nodes: snapshot.nodes.map((node) => ({
      ...node,
      name: words,
      symbol: words,
      text: words,
      gradient: { state: 'none', reason: words },
    })),
    boxes: snapshot.boxes.map((box) => ({ ...box, title: words })),
  };
  const picture = makePicture(hostile, { open: openAtFirst(hostile), measure: bookMeasure });
  return format === 'svg' ? renderSvg(picture, { theme: 'light' }) : tikzPicture(picture);
}

describe('pictures', () => {
  const { shape } = xmlOutline(pictureAs('word', 'svg'));
  test.each(hostileTexts)('SVG shows %j', (words) => {
    const made = xmlOutline(pictureAs(words, 'svg'));
    expect(made.shape).toBe(shape);
    const shown = words.trim().replaceAll(/[^\t\x20-\x7e]/gu, '');
    if (shown === words.trim()) expect(made.words).toContain(shown);
  });

  test.each(hostileTexts)('TikZ shows %j', (words) => {
    const harmless = latexCommands(pictureAs('word', 'tikz'));
    for (const command of latexCommands(pictureAs(words, 'tikz')))
      expect(harmless.has(command) || SIGNS.has(command), command).toBe(true);
  });
});

/** Commands that are signs. */
const SIGNS = new Set(
  'textbackslash textasciicircum textasciitilde alpha partial ldots texttt textbf emph mbox small ttfamily'.split(' '),
);

describe('LaTeX', () => {
  const documents = (words: string): readonly string[] => {
    const evaluation = evaluated(sheet(words));
    const { sheet: blank, key } = worksheet(evaluation, { to: 'latex' });
    return [latexDerivation(evaluation, 0), latexDerivation(evaluation, 2), blank, key];
  };
  const harmless = new Set(documents('word').flatMap((made) => [...latexCommands(made)]));

  test.each(hostileTexts)('runs nothing of %j', (words) => {
    for (const made of documents(words))
      for (const command of latexCommands(made))
        expect(harmless.has(command) || SIGNS.has(command) || FORMULA.has(command), `${command} of ${words}`).toBe(
          true,
        );
  });
  /** Of formulas that are let through. */
  const FORMULA = new Set(['frac', 'text', 'left', 'right']);

  const compiles = spawnSync('pdflatex', ['--version']).status === 0;
  test.skipIf(!compiles)(`is set by pdfLaTeX${compiles ? '' : ' (no pdflatex was found)'}`, () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'bp-tex-'));
    try {
      // All texts in one document each: a title and a comment per cell.
      const readable = hostileTexts.filter((words) => !/frac|\\left|\\text\{/.test(words));
      const all = evaluated(readable.map((words) => sheet(words).replaceAll(/^# (?:name|id): .*\n/gm, '')).join(''));
      const made = {
        sheet: worksheet(all, { to: 'latex' }).key,
        derivation: latexDerivation(evaluated(sheet(readable.join(' '))), 0),
        title: latexDerivation(evaluated(sheet(readable.map((words) => words.trim()).join(''))), 0),
      };
      for (const [name, text] of Object.entries(made)) {
        writeFileSync(path.join(folder, `${name}.tex`), text);
        const { status, stdout } = spawnSync(
          'pdflatex',
          ['-shell-escape', '-interaction=nonstopmode', '-halt-on-error', `${name}.tex`],
          { cwd: folder, timeout: 60_000 },
        );
        const log = stdout.toString();
        expect(status, log.slice(-1500)).toBe(0);
        expect(log, name).not.toMatch(/\(\/etc\/hostname/);
      }
      expect(existsSync(path.join(folder, 'pwned'))).toBe(false);
      expect(existsSync(path.join(folder, 'pwned.tex'))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('Markdown', () => {
  const pages = (words: string): Readonly<Record<string, string>> => {
    const text = sheet(words);
    const evaluation = evaluated(text);
    const { sheet: blank, key } = worksheet(evaluation, { to: 'markdown' });
    const state = stateOf(text);
    const tensor = { shape: [], data: Float64Array.of(3) };
    const finding = firstDisagreement(evaluation, 0, [
      { name: words, tensor, units: undefined },
      { name: `d${words}`, tensor, units: undefined },
      { name: 'y', tensor, units: undefined },
    ]);
    const given = { arrays: [{ name: words, tensor, units: undefined }], problems: [{ message: words } as never] };
    return {
      blank,
      key,
      finding: findingPage(finding, [{ message: words } as never]),
      comparison: comparison(state, 90, given)?.markdown ?? '',
      score: score(state)?.markdown ?? '',
      shapes: shapePage(state, text.lastIndexOf('W @'))?.markdown ?? '',
      report: markdown([reportOf(words)]),
    };
  };
  const harmless = pages('word');
  /** Prose that somebody wrote in Markdown stays Markdown: its blocks may differ, and its links are links. */
  const isProse = (page: string): boolean => page === 'blank' || page === 'key';

  test.each(hostileTexts)('holds %j as text', (words) => {
    for (const [page, made] of Object.entries(pages(words))) {
      const outline = markdownOutline(made);
      const open = isProse(page)
        ? outline.active.filter((one) => !/^(?:link|def) (?:https?:|mailto:)/.test(one))
        : outline.active;
      expect(open, `${page}\n${made}`).toEqual([]);
      const usual = markdownOutline(harmless[page] ?? '').blocks.split(' ');
      if (!isProse(page))
        for (const block of outline.blocks.split(' ')) expect(usual, `${page}\n${made}`).toContain(block);
    }
  });

  test('of a gradient check loads nothing but its own picture', () => {
    const page = gradientCheckPage(stateOf(sheet('word')), 0)?.markdown ?? '';
    expect(markdownOutline(page).active.filter((one) => !one.startsWith('image data:image/svg+xml'))).toEqual([]);
    const uri = /\((data:image\/svg\+xml;utf8,[^)]*)\)/.exec(page)?.[1] ?? '';
    expect(xmlOutline(decodeURIComponent(uri.split(',')[1] ?? '')).words).toContain('step h');
  });

  test.each(hostileTexts)('of hovers holds %j as text', (words) => {
    const text = sheet(words);
    const state = stateOf(text);
    const starts = [
      0,
      8,
      ...['y = x', 'f = y', 'grad(x)', 'W @', 'sum', '[markdown]', '[practice]'].map((part) => text.indexOf(part)),
    ];
    for (const offset of starts) {
      const found = hover(state, state.positionAt(offset), defaultSettings);
      const contents = found?.contents;
      const made = contents && typeof contents === 'object' && 'value' in contents ? contents.value : '';
      const own = /^(?:link command:backprop\.|image data:image\/svg\+xml)/;
      expect(
        markdownOutline(made).active.filter((one) => !own.test(one)),
        made,
      ).toEqual([]);
    }
  });
});

describe('reports', () => {
  test.each(hostileNames)('of %j', (words) => {
    const report = reportOf(words);
    const { shape } = xmlOutline(junit([reportOf('word')]));
    const made = xmlOutline(junit([report]));
    // Other words may be another mistake; no other elements come of them.
    const usual = shape.match(/<[a-z]+ ?[^>]*>/g) ?? [];
    for (const kind of made.shape.match(/<[a-z]+ ?[^>]*>/g) ?? [])
      expect([...usual, '<skipped >'], kind).toContain(kind);

    const rows = csvParseRows(csvReport([report]));
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
    expect(rows.length).toBe(2);
    expect([words, `'${words}`]).toContain(rows[1]?.[0]);
    for (const row of rows) for (const cell of row) expect(cell).not.toMatch(/^\s*[=+@|%]|^\s*-(?!\d+(?:\.\d+)?$)/);

    for (const document of [checkJson(report, true), gradescope(report), prairielearn(report), classroom50(report)]) {
      const text = jsonText(document);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(document)));
      expect(text).not.toMatch(TERMINAL);
    }
    for (const lines of [checkText(report, true), scoreLines([report, report])]) {
      expect(terminalText(lines)).not.toMatch(TERMINAL);
      expect(lines.split('\n').some((line) => line.startsWith('file:1:1: error: forged'))).toBe(false);
    }
  });

  test('tell a text to a terminal with every control sign shown', () => {
    for (const words of hostileNames) {
      expect(terminalText(textOutline(evaluated(sheet(words)), 0))).not.toMatch(TERMINAL);
      expect(editorText(`${words}[a](command:x)`)).not.toMatch(/\]\(|\$\(/);
    }
    expect(csvField('lr=0.1')).toBe('lr=0.1');
    expect(csvField('\u00a0=1')).toBe("'\u00a0=1");
  });
});

const python = findPython();

/** What a script binds and how often, what it calls, and its strings; `null` where Python cannot read it. */
const reader = `
import ast, json, sys
found = []
for script in json.load(sys.stdin):
    try:
        tree = ast.parse(script)
    except (SyntaxError, ValueError) as problem:
        found.append({"problem": str(problem)})
        continue
    bound, calls, keys = {}, set(), []
    def bind(name):
        bound[name] = bound.get(name, 0) + 1
    for node in ast.walk(ast.Module(body=[one for one in tree.body if not isinstance(one, ast.FunctionDef) and getattr(one, "name", "") != "Draws"], type_ignores=[])):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bind(node.id)
        elif isinstance(node, ast.arg):
            bind(node.arg)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                bind((alias.asname or alias.name).split(".")[0])
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node in tree.body:
            bind(node.name)
        elif isinstance(node, ast.Call):
            calls.add(ast.unparse(node.func) if hasattr(ast, "unparse") else "")
    for model in tree.body:
        if isinstance(model, ast.ClassDef) and model.name == "Model":
            for node in ast.walk(model):
                if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                    keys.append(node.attr)
                elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "register_buffer":
                    keys.append(node.args[0].value)
    found.append({"bound": bound, "calls": sorted(calls), "keys": keys, "statements": [type(one).__name__ for one in tree.body]})
print(json.dumps(found))
`;
interface Script {
  readonly problem?: string;
  readonly bound: Readonly<Record<string, number>>;
  readonly calls: readonly string[];
  readonly keys: readonly string[];
  readonly statements: readonly string[];
}
const readScripts = (scripts: readonly string[]): readonly Script[] =>
  JSON.parse(execFileSync(python ?? '', ['-c', reader], { input: JSON.stringify(scripts), maxBuffer: 1e9 }).toString());

const scriptOf = (text: string, name = 'model'): string => {
  const made = pytorchScript(evaluated(text), 0, name);
  if (isPytorchProblem(made)) throw new Error(made.problem);
  return made.script;
};
const GRADIENTS = (words: string): string => sheet(words);
const TRAINING = (words: string): string =>
  `# %% ${oneLine(words)}\nX = data(randn(40, 20))\nW = param(randn(20, 40))\nf = mean((X @ W) ** 2)\ntrain(f, lr=0.1, epochs=1, batch=1)\n`;

describe('scripts', () => {
  test('hold titles and file names in one string each', () => {
    for (const program of [GRADIENTS, TRAINING]) {
      const count = scriptOf(program('word')).split('"""').length;
      for (const words of hostileNames) {
        const script = scriptOf(program(words), words);
        expect(script.split('"""').length, words).toBe(count);
        const [, about = ''] = script.split('"""');
        expect(about, words).not.toMatch(/\\|(?!\n)\p{Cc}/u);
      }
    }
    for (const words of hostileNames)
      expect(pythonString(words)).toMatch(/^"(?:[^"\\\p{Cc}\p{Cf}]|\\["\\bfnrt]|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*"$/u);
  });

  test.skipIf(python === undefined)(`are read by Python as the same program${because(python, 'Python')}`, () => {
    for (const program of [GRADIENTS, TRAINING]) {
      const [harmless, ...others] = readScripts([
        scriptOf(program('word')),
        ...hostileNames.map((words) => scriptOf(program(words), words)),
      ]);
      others.forEach((read, i) => {
        expect(read, hostileNames[i]).toEqual(harmless);
      });
    }
    const strings = JSON.parse(
      execFileSync(
        python ?? '',
        ['-c', 'import ast, json, sys; print(json.dumps([ast.literal_eval(one) for one in json.load(sys.stdin)]))'],
        {
          input: JSON.stringify(hostileNames.map(pythonString)),
        },
      ).toString(),
    );
    expect(strings).toEqual(hostileNames);
  });

  /** As a parameter, as data, as a constant and as a value that is computed. */
  const roles: readonly ((name: string) => string)[] = [
    (name) =>
      `${name} = param([1, 2])\nf = mean((data([[3, 4], [1, 2]]) @ ${name}) ** 2)\ntrain(f, lr=0.1, epochs=2, batch=1)\n`,
    (name) =>
      `W = param([1, 2])\n${name} = data([[3, 4], [1, 2]])\nf = mean((${name} @ W) ** 2)\ntrain(f, lr=0.1, epochs=2, batch=1)\n`,
    (name) =>
      `W = param([1, 2])\n${name} = [5, 6]\nf = mean((data([[3, 4], [1, 2]]) @ (W * ${name})) ** 2)\ntrain(f, lr=0.1, epochs=2, batch=1)\n`,
    (name) =>
      `W = param([1, 2])\n${name} = data([[3, 4], [1, 2]]) @ W\nf = mean(${name} * ${name})\ntrain(f, lr=0.1, epochs=2, batch=1)\n`,
    (name) => `${name} = 2\nf = ${name} * 3 + ${name}\n`,
    (name) => `a = 2\n${name} = a * 3\nf = ${name} + ${name} * a\n`,
  ];
  const usable = takenNames.filter(
    (name) =>
      !evaluated(`${name} = 2\nf = ${name} * 3`).statements.some(({ problems }) =>
        problems.some(({ severity }) => severity === 'error'),
      ),
  );

  test.skipIf(python === undefined)(`keep their own names from names of the text${because(python, 'Python')}`, () => {
    expect(usable.length).toBeGreaterThan(100);
    for (const program of roles) {
      const mine = 'quiteanothername';
      const [harmless, ...others] = readScripts([mine, ...usable].map((name) => scriptOf(program(name))));
      const own = Object.entries(harmless?.bound ?? {}).filter(([name]) => name !== mine && name !== `${mine}_`);
      others.forEach((read, i) => {
        const name = usable[i] ?? '';
        expect(read.problem, name).toBeUndefined();
        // Whatever the script binds or calls by itself is bound as often as before, so the text's name is another.
        for (const [bound, count] of own) expect(read.bound[bound], `${bound} beside ${name}`).toBe(count);
        for (const called of harmless?.calls ?? []) {
          const root = called.split('.')[0] ?? '';
          expect(read.bound[root] ?? 0, `${root} beside ${name}`).toBe(harmless?.bound[root] ?? 0);
        }
        for (const key of read.keys) expect(moduleMembers.has(key), `${key} beside ${name}`).toBe(false);
        expect(new Set(read.keys).size).toBe(read.keys.length);
        expect(read.statements).toEqual(harmless?.statements);
      });
    }
  });
});
