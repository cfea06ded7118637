/** Texts that go wrong in the ways in which a learner's text does, and in others. */
import { seededRandom } from '../../src/core/base/seededRandom.ts';

type Pick = <T>(from: readonly T[]) => T;

export interface Mutator {
  /** A text with one to five things wrong in it. */
  next(): string;
}

const strange = [
  ...'()[]{}+-*/@^=<>!?,;:.#"\'\\$&|~%`_ \t\n\r0123456789eExXT',
  '\r\n',
  '\u0000',
  '\u200b',
  '\u202e',
  '\ufeff',
  '\u2028',
  '−',
  '·',
  '×',
  'é',
  'e\u0301',
  '𝛼',
  '🙂',
  '\ud83d',
  '1e999',
  '-0',
  '1_000',
  '0.1e-320',
  'nan',
  'def ',
  'for t in range(3):\n    ',
  'def g(x):\n    return ',
  'return ',
  '    ',
  ' += ',
  'np.',
  '.sum(0)',
  '[None, ::2]',
  '.shape',
  'import ',
  'while x:\n',
  'backward(',
  'grad(',
  'value(',
  'train(',
  'param(',
  'data(',
  'detach(',
  '# %%',
  '# %% [pause]',
  '# %% [markdown]',
  '[[',
  ']]',
  '**',
  '.T',
  'axis=',
  'keepdims=true',
  'zeros(1e9, 1e9)',
  'sqrt(0)',
  'log(0)',
  '__proto__',
  'constructor',
];

/** Draws from the same seed the same texts. */
export function mutator(seeds: readonly string[], seed: string): Mutator {
  const random = seededRandom(seed);
  const pick: Pick = (from) => {
    const one = from[random.below(from.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  };
  const wrongs = [swapped, cut, doubled, inserted, lineMoved, lineLost, lineDoubled, grafted, repeated, truncated];
  return {
    next() {
      let text = pick(seeds);
      for (let i = random.below(5); i >= 0; i--) text = pick(wrongs)(text);
      return text.slice(0, 20_000);
    },
  };

  function word(text: string): { from: number; to: number } {
    const words = [...text.matchAll(/[\p{L}\p{N}_.]+|\S/gu)];
    const one = words.length === 0 ? undefined : pick(words);
    return one ? { from: one.index, to: one.index + one[0].length } : { from: 0, to: 0 };
  }
  function swapped(text: string): string {
    const a = word(text);
    const b = word(text);
    const [first, second] = a.from <= b.from ? [a, b] : [b, a];
    if (second.from < first.to) return text;
    return (
      text.slice(0, first.from) +
      text.slice(second.from, second.to) +
      text.slice(first.to, second.from) +
      text.slice(first.from, first.to) +
      text.slice(second.to)
    );
  }
  function cut(text: string): string {
    const { from, to } = word(text);
    return text.slice(0, from) + text.slice(to);
  }
  function doubled(text: string): string {
    const { from, to } = word(text);
    return text.slice(0, to) + text.slice(from);
  }
  function inserted(text: string): string {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + pick(strange) + text.slice(at);
  }
  function lineMoved(text: string): string {
    const lines = text.split('\n');
    const [line = ''] = lines.splice(random.below(lines.length), 1);
    lines.splice(random.below(lines.length + 1), 0, line);
    return lines.join('\n');
  }
  function lineLost(text: string): string {
    const lines = text.split('\n');
    lines.splice(random.below(lines.length), 1);
    return lines.join('\n');
  }
  function lineDoubled(text: string): string {
    const lines = text.split('\n');
    const at = random.below(lines.length);
    lines.splice(at, 0, lines[at] ?? '');
    return lines.join('\n');
  }
  function grafted(text: string): string {
    const other = pick(seeds);
    const from = random.below(other.length + 1);
    const at = random.below(text.length + 1);
    return text.slice(0, at) + other.slice(from, from + random.below(80)) + text.slice(at);
  }
  function repeated(text: string): string {
    const { from, to } = word(text);
    return text.slice(0, to) + text.slice(from, to).repeat(random.below(40)) + text.slice(to);
  }
  function truncated(text: string): string {
    return text.slice(0, random.below(text.length + 1));
  }
}
