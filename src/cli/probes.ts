import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Evaluation } from '../core/evaluate/evaluation.ts';
import { openHunts, PROBES, probeOf } from '../core/tutor/practice/bugHuntCell.ts';

/** Records of so many hunts are kept, the newest. */
const MOST = 500;

type Kept = readonly (readonly [string, readonly string[]])[];

/** Where programs keep what they remember for a user: never beside the file. */
const place = (): string =>
  join(
    process.env.XDG_STATE_HOME ?? process.env.LOCALAPPDATA ?? join(homedir(), '.local', 'state'),
    'backprop-tutor',
    'probes.json',
  );

/**
 * Other numbers that may still be tried in each open bug hunt of a file, by cell; −1: these are beyond the last. The numbers
 * that the file has now are remembered.
 */
export function probesLeft(file: string, evaluation: Evaluation): ReadonlyMap<number, number> {
  const kept = new Map(remembered());
  const left = openHunts(evaluation).map((cell): readonly [number, number] => {
    const key = `${resolve(file)}:${evaluation.document.cells[cell]?.title ?? ''}`;
    const numbers = probeOf(evaluation, cell);
    const tried = kept.get(key) ?? [];
    const known = tried.includes(numbers) ? tried : [...tried, numbers];
    if (known.length > PROBES + 1) return [cell, -1];
    kept.delete(key);
    kept.set(key, known);
    return [cell, PROBES + 1 - known.length];
  });
  if (left.length > 0) remember([...kept].slice(-MOST));
  return new Map(left);
}

function remembered(): Kept {
  try {
    const kept: unknown = JSON.parse(readFileSync(place(), 'utf8'));
    return Array.isArray(kept) ? kept.filter(isKept) : [];
  } catch {
    return [];
  }
}

const isKept = (one: unknown): one is Kept[number] =>
  Array.isArray(one) && typeof one[0] === 'string' && Array.isArray(one[1]);

/** Where nothing can be kept, nothing is counted. */
function remember(kept: Kept): void {
  try {
    mkdirSync(dirname(place()), { recursive: true });
    writeFileSync(place(), JSON.stringify(kept));
  } catch {
    // A folder for reading only.
  }
}
