/** What a learner has done with a document beside writing in it, as it is kept between sessions. */
import type { LearnerRecord } from '../../protocol/language.ts';
import type { ReaderState } from './documentState.ts';

export const recordOf = ({ revealed, hints, sure, probes }: ReaderState): LearnerRecord => ({
  revealed: [...revealed],
  hints: [...hints],
  sure: [...sure],
  probes: [...probes],
});

const MOST = 2000;

/** With what a record says added. It comes from outside: what cannot be read in it is left out. */
export function withRecord(reader: ReaderState, record: unknown): ReaderState {
  const given = (typeof record === 'object' && record !== null ? record : {}) as Partial<Record<string, unknown>>;
  const listed = (name: string): readonly unknown[] => {
    const list = given[name];
    return Array.isArray(list) ? list.slice(0, MOST) : [];
  };
  const pairs = <Value>(name: string, isValue: (value: unknown) => value is Value): (readonly [string, Value])[] =>
    listed(name).flatMap((pair: unknown) => {
      const [key, value]: readonly unknown[] = Array.isArray(pair) ? pair : [];
      return typeof key === 'string' && isValue(value) ? [[key, value] as const] : [];
    });
  const hints = new Map(reader.hints);
  for (const [key, level] of pairs('hints', isLevel)) hints.set(key, Math.max(level, hints.get(key) ?? 0));
  return {
    passed: reader.passed,
    revealed: new Set([...listed('revealed').filter(isText), ...reader.revealed]),
    hints,
    sure: new Map([...pairs('sure', (value) => typeof value === 'boolean'), ...reader.sure]),
    probes: new Map([...pairs('probes', isTexts), ...reader.probes]),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);
const isLevel = (value: unknown): value is number => value === 1 || value === 2 || value === 3;
