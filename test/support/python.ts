import { execFileSync } from 'node:child_process';

/** BACKPROP_PYTHON names the Python that tests use; `none` hides every Python from them. */
const wanted = process.env.BACKPROP_PYTHON;
const candidates = wanted === 'none' ? [] : [...(wanted ? [wanted] : []), '/usr/bin/python3', 'python3'];

const runs = (python: string, program: string): boolean => {
  try {
    execFileSync(python, ['-c', program], { stdio: 'ignore', timeout: 120_000 });
    return true;
  } catch {
    return false;
  }
};

/** A Python; undefined where there is none. */
export const findPython = (): string | undefined => candidates.find((python) => runs(python, ''));

/** A Python that has PyTorch; undefined where there is none. */
export const pythonWithTorch = (): string | undefined => candidates.find((python) => runs(python, 'import torch'));

/** Stands in the title of what is skipped without it. */
export const because = (python: string | undefined, lack: string): string =>
  python === undefined ? ` (no ${lack} was found)` : '';
