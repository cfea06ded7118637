import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { problemGroups, problemKinds } from '../../src/core/semantics/problems/catalogue.ts';
import { readMarks } from '../../src/core/semantics/problems/problemKind.ts';
import { syntaxProblems } from '../../src/core/syntax/advice/syntaxProblems.ts';
import { diagnostics } from '../../src/language/features/diagnostics.ts';
import { judgements, settle } from '../../src/language/features/questions.ts';
import { problemPage, problemReference } from '../../src/language/problemPage.ts';
import { openText } from '../support/openText.ts';

const severities = ['', 'error', 'warning', 'info', 'hint'];

interface Found {
  readonly code: string;
  readonly severity: string;
  readonly from: number;
  readonly to: number;
}

function problemsOf(text: string): readonly Found[] {
  const { state } = openText(text);
  settle(state);
  return [...diagnostics(state), ...judgements(state)].map(({ code, severity, range }) => ({
    code: String(code),
    severity: severities[severity ?? 0] ?? '',
    from: state.offsetAt(range.start),
    to: state.offsetAt(range.end),
  }));
}

/** Examples of form use names that nothing gives. */
const formal = new Set<string>(syntaxProblems.map(({ code }) => code));
const nameless = new Set(['unknown-name', 'unknown-function', 'not-a-function', 'needs-itself']);

describe('the catalogue of problems', () => {
  test.each([...problemKinds.values()])('$code: the example has it at the marked place', (kind) => {
    const { text, from, to } = readMarks(kind.example);
    const found = problemsOf(text);
    const { code, severity } = kind;
    expect(found).toContainEqual({ code, severity, from, to });
    const others = found
      .map((one) => one.code)
      .filter((one) => one !== code && !kind.with?.includes(one) && !(formal.has(code) && nameless.has(one)));
    expect(code === 'unclosed-string' ? others.filter((one) => one !== 'unclosed-bracket') : others).toEqual([]);
  });

  test.each([...problemKinds.values()].filter(({ remedy }) => remedy !== undefined))(
    '$code: the remedy is free of it',
    ({ code, remedy = '' }) => {
      const left = problemsOf(remedy).filter((one) => !(formal.has(code) && nameless.has(one.code)));
      expect(left).toEqual([]);
    },
  );

  test('has every code that the source reports, and no other', () => {
    const all = sources([
      'core/autodiff',
      'core/evaluate',
      'core/syntax',
      'core/semantics',
      'core/tutor/marking/customBackwardProblems.ts',
      'language/features',
    ]);
    expect(all.flatMap(codesIn).filter((code) => !problemKinds.has(code))).toEqual([]);
    const text = all.join('\n');
    expect([...problemKinds.keys()].filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  });

  test('has each code once', () => {
    const all = problemGroups.flatMap(({ problems }) => problems.map(({ code }) => code));
    expect(new Set(all).size).toBe(all.length);
  });

  test('explains each on a page, and all on one', () => {
    const reference = problemReference();
    for (const { code, title, explanation } of problemKinds.values()) {
      const page = problemPage(code);
      expect(page?.title).toBe(title);
      expect(page?.markdown).toContain(explanation);
      expect(reference).toContain(`### ${title}\n`);
    }
    expect(problemPage('constructor')).toBeNull();
  });
});

function sources(places: readonly string[]): readonly string[] {
  const src = fileURLToPath(new URL('../../src/', import.meta.url));
  return places.flatMap((place) => {
    if (place.endsWith('.ts')) return [readFileSync(path.join(src, place), 'utf8')];
    return readdirSync(path.join(src, place), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/problems\/|Problems\.ts$/.test(`${place}/${file}`))
      .map((file) => readFileSync(path.join(src, place, file), 'utf8'));
  });
}

/** Codes as they stand in calls that report, and in problems written out. */
function codesIn(source: string): readonly string[] {
  const code = "'([a-z]+(?:-[a-z]+)*)'";
  const patterns = [
    String.raw`\b(?:fail|report)\(\s*(?:\{[^}]*\}\s*,\s*)?context,\s*${code}`,
    String.raw`\b(?:about|expectHere|failUnclosed|fail)\(\s*[\w.]*\w,?\s*${code}`,
    String.raw`\b(?:fail|warn)\(${code}`,
    String.raw`\bcode: ${code}`,
    String.raw`argument\.name \? ${code} : ${code}`,
  ];
  return patterns.flatMap((pattern) =>
    [...source.matchAll(new RegExp(pattern, 'g'))]
      .flatMap((found) => found.slice(1))
      .filter((one) => one !== undefined),
  );
}
