import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import type { PytorchExport } from '../../../src/core/explain/export/pytorch/scriptHead.ts';

export interface Ran {
  readonly error?: string;
  readonly values?: Readonly<Record<string, readonly number[]>>;
  readonly gradients?: Readonly<Record<string, readonly number[] | null>>;
  readonly runs?: readonly {
    readonly losses: readonly number[];
    readonly parameters: Readonly<Record<string, readonly number[]>>;
  }[];
}

const harness = `
import io, json, os, sys, traceback, contextlib, warnings
import torch
warnings.simplefilter("ignore")

def flat(value):
    return [float(x) for x in value.detach().double().reshape(-1).tolist()]

def result_of(path):
    torch.set_default_dtype(torch.float32)
    names = {"__name__": "exported", "__file__": path}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(open(path, encoding="utf8").read(), path, "exec"), names)
    if not callable(names.get("train")):
        named = {**names["leaves"], **names["computed"]}
        return {
            "values": {name: flat(value) for name, value in named.items()},
            "gradients": {name: None if value.grad is None else flat(value.grad) for name, value in named.items()},
        }
    runs = []
    for run in names["RUNS"]:
        model, losses, _ = names["train"](**run)
        runs.append({"losses": losses, "parameters": {name: flat(p) for name, p in model.named_parameters()}})
    gradients = {name: flat(torch.tensor(value)) for name, value in names["gradients"]().items()}
    return {"runs": runs, "gradients": gradients}

results = []
for path in json.load(open(sys.argv[1])):
    try:
        results.append(result_of(path))
    except Exception:
        results.append({"error": traceback.format_exc()})
print(json.dumps(results))
`;

/** The scripts, each with its data in a folder of its own. */
const written = (made: readonly PytorchExport[], folder: string): readonly string[] =>
  made.map(({ script, files }, i) => {
    const own = path.join(folder, String(i));
    mkdirSync(own);
    for (const { name, bytes } of files) writeFileSync(path.join(own, name), bytes);
    const file = path.join(own, 'model.py');
    writeFileSync(file, script);
    return file;
  });

/** Runs the exported scripts, all in one Python. */
export function runScripts(python: string, made: readonly PytorchExport[]): readonly Ran[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'pytorch-'));
  try {
    const scripts = written(made, folder);
    const list = path.join(folder, 'scripts.json');
    writeFileSync(list, JSON.stringify(scripts));
    const program = path.join(folder, 'harness.py');
    writeFileSync(program, harness);
    const output = execFileSync(python, [program, list], {
      maxBuffer: 1e9,
      timeout: 300_000,
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    });
    return parsed(output.toString());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Importing PyTorch takes longer than running a script: each process runs all of them. */
const oneAfterAnother = `
import os, runpy, sys
first = int(os.environ.get("MASTER_PORT", "0"))
for i, path in enumerate(sys.argv[1:]):
    os.environ["MASTER_PORT"] = str(first + i)
    runpy.run_path(path, run_name="__main__")
    print("---", flush=True)
`;

/** What each script prints when `world` processes share its minibatches, as torchrun starts them. */
export async function runTogether(
  python: string,
  made: readonly PytorchExport[],
  world: number,
): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pytorch-'));
  try {
    const scripts = written(made, folder);
    // Below the ports that the system gives away. Each script has one of its own: the one before may still be closing its.
    const port = String(20_000 + 8 * (process.pid % 1500));
    const started = Array.from({ length: world }, (_, rank) => {
      const place = { RANK: String(rank), WORLD_SIZE: String(world), MASTER_ADDR: '127.0.0.1', MASTER_PORT: port };
      const env = { ...process.env, OMP_NUM_THREADS: '1', CUDA_VISIBLE_DEVICES: '', ...(world > 1 ? place : {}) };
      return promisify(execFile)(python, ['-c', oneAfterAnother, ...scripts], { env, timeout: 120_000 });
    });
    const [first] = await Promise.all(started);
    return first?.stdout.split('---\n').slice(0, -1) ?? [];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Python writes NaN and Infinity, which JSON does not have. */
function parsed(text: string): readonly Ran[] {
  const marked = text.replaceAll(/(?<=[[\s,:])(NaN|-?Infinity)(?=[\],}])/g, '"$1"');
  return JSON.parse(marked, (_, value) =>
    value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : value,
  );
}

export const reference = <T>(file: string): T =>
  JSON.parse(readFileSync(new URL(`../../reference/${file}`, import.meta.url), 'utf8')) as T;
