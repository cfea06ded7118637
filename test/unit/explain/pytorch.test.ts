import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.ts';
import { seededRandom } from '../../../src/core/base/seededRandom.ts';
import { plainSurroundings } from '../../../src/core/evaluate/environment.ts';
import { evaluateDocument } from '../../../src/core/evaluate/evaluate.ts';
import type { Evaluation } from '../../../src/core/evaluate/evaluation.ts';
import { isPytorchProblem, pytorchScript } from '../../../src/core/explain/export/pytorch/pytorchScript.ts';
import type { PytorchExport } from '../../../src/core/explain/export/pytorch/scriptHead.ts';
import { parseDocument } from '../../../src/core/syntax/document.ts';
import { dataSets } from '../../../src/data/index.ts';
import type { TrainingSetup } from '../../../src/protocol/training.ts';
import { isPlanProblem } from '../../../src/trainer/plan/plan.ts';
import { trainToEnd } from '../../../src/trainer/session/trainToEnd.ts';
import { cifarBatch, mnistFiles } from '../../support/dataFiles.ts';
import { because, pythonWithTorch } from '../../support/python.ts';
import { setupOf } from '../trainer/setupOf.ts';
import { type Ran, reference, runScripts, runTogether } from './torch.ts';

const python = pythonWithTorch();
if (python === undefined) console.log('skipped: no Python with PyTorch here to run the exported scripts');

const evaluated = (text: string): Evaluation =>
  evaluateDocument(parseDocument(text), { ...plainSurroundings, dataSets, maxRows: Number.POSITIVE_INFINITY });

function exported(text: string, cell = 0): PytorchExport {
  const made = pytorchScript(evaluated(text), cell);
  if (isPytorchProblem(made)) throw new Error(made.problem);
  return made;
}

function expectClose(
  got: ArrayLike<number> | undefined,
  want: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  expect(got?.length, what).toBe(want.length);
  const finite = Array.from(want).filter(Number.isFinite);
  const size = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  for (let i = 0; i < want.length; i++) {
    const [a, b] = [got?.[i] ?? Number.NaN, want[i] ?? Number.NaN];
    if (Number.isFinite(b))
      expect(Math.abs(a - b) / size, `${what}[${i}]: ${a}, not ${b}`).toBeLessThanOrEqual(tolerance);
    else expect(a, `${what}[${i}]`).toBe(b);
  }
}

/** A small training whose options are drawn by seed: every optimiser, schedule and list that `train` takes. */
function drawnTraining(seed: number): string {
  const random = seededRandom(`training ${seed}`);
  const one = <T extends string | number>(list: readonly [T, ...T[]]): T => list[random.below(list.length)] ?? list[0];
  const optimizer = one(['"sgd"', '"nesterov"', '"rmsprop"', '"adam"', '"adamw"', '"adagrad"', '["sgd", "adam"]']);
  const options = [
    `lr=${one(['0.03', '0.1', '[0.02, 0.07]'])}`,
    `optimizer=${optimizer}`,
    /sgd|nesterov|rms/.test(optimizer) ? one(['', 'momentum=0.9', 'momentum=[0.3, 0.8]']) : '',
    one(['', 'weight_decay=0.05', 'weight_decay=[0, 0.1]']),
    one(['', 'batch=5', 'batch=[4, 30]', 'batch=16']),
    one(['', 'lr_decay=0.8']),
    one(['', 'schedule="cosine"', 'schedule="step"', 'schedule="linear"']),
    one(['', 'warmup=3']),
    one(['', 'clip_norm=0.3']),
    one(['', 'shuffle=false', 'seed=7', 'seed=[1, 2]']),
    one(['', 'validate=0.2', 'validate=0.3, patience=1']),
    one(['steps=15', 'epochs=3']),
    'precision="float64"',
  ];
  const h = one(['tanh(X @ A + a)', 'dropout(sigmoid(X @ A + a), 0.25, seed=3)', 'gelu(X @ A + a)']);
  return `X, y = moons(n=30, noise=0.2, seed=${seed})
A = param(randn(2, 4, seed=1)); a = param(zeros(4)); B = param(randn(4, 2, seed=2)); b = param(zeros(2))
h = ${h}
s = ${one(['h @ B + b', 'dropout(h @ B + b, 0.1)'])}
loss = ${one(['cross_entropy(s, y)', 'cross_entropy(s, y) + 0.01 * sum(A**2)', 'sum(logsumexp(s, axis=1)) / 10 + norm(B)'])}
train(loss, ${options.filter((option) => option !== '').join(', ')})
`;
}

interface ExportedTraining {
  readonly text: string;
  readonly files: TrainingSetup['files'];
  readonly made: PytorchExport;
}

/** The course's networks, on files of more rows than lines show, exported by the command line. */
async function ofPictures(): Promise<readonly ExportedTraining[]> {
  const { images, labels } = mnistFiles(1050);
  const batches = [1, 2, 3, 4, 5].map((seed) => ({
    path: `pictures/data_batch_${seed}.bin`,
    bytes: cifarBatch(220, seed).bytes,
  }));
  const networks = [
    {
      data: 'mnist',
      files: [
        { path: 'pictures/train-images-idx3-ubyte', bytes: images },
        { path: 'pictures/train-labels-idx1-ubyte', bytes: labels },
      ],
      sizes: [784, 128],
      options: 'momentum=0.9, batch=64, epochs=1, validate=0.1',
    },
    { data: 'cifar10', files: batches, sizes: [3072, 100], options: 'batch=100, epochs=1' },
  ];
  const folder = mkdtempSync(path.join(tmpdir(), 'bp-pictures-'));
  try {
    mkdirSync(path.join(folder, 'pictures'));
    const cases: ExportedTraining[] = [];
    for (const { data, files, sizes, options } of networks) {
      const text = `X, y = ${data}("pictures")
W1 = param(he(${sizes.join(', ')})); b1 = param(zeros(${sizes[1]})); W2 = param(he(${sizes[1]}, 10)); b2 = param(zeros(10))
loss = cross_entropy(fc(relu(fc(X, W1, b1)), W2, b2), y) + 0.0005 * (sum(W1 * W1) + sum(W2 * W2))
train(loss, lr=0.01, ${options})
`;
      for (const file of files) writeFileSync(path.join(folder, file.path), file.bytes);
      writeFileSync(path.join(folder, `${data}.bp`), text);
      const out = path.join(folder, data);
      mkdirSync(out);
      expect(
        await run(['export', path.join(folder, `${data}.bp`), '--to', 'pytorch', '--out', `${out}/model.py`]),
      ).toBe(0);
      const read = (name: string) => readFileSync(path.join(out, name));
      const beside = readdirSync(out).filter((name) => name.endsWith('.npy'));
      const made = {
        script: read('model.py').toString(),
        files: beside.map((name) => ({ name, bytes: read(name) })),
        notes: [],
      };
      cases.push({ text, files, made });
    }
    return cases;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the script of a cell', () => {
  it('says what is computed in the order of the text', () => {
    const { script, files } = exported('x = -2; y = 5; z = -4\nq = x + y\nf = q * z');
    expect(script).toContain('x = torch.tensor(-2.0)');
    expect(script).toContain('q = x + y\nf = q * z\noutput = f');
    expect(files).toEqual([]);
  });

  it('keeps names that Python has for itself apart', () => {
    const { script } = exported('lambda = 2; torch = 3; self = 4\nf = lambda * torch + self');
    expect(script).toMatch(/lambda_ = torch\.tensor\(2\.0\)/);
    expect(script).toContain('f = lambda_ * torch_ + self_');
  });

  it('puts large tensors into files of their own', () => {
    const { script, files } = exported('A = randn(60, 50)\nf = sum(A * A)');
    expect(files.map((file) => [file.name, file.bytes.length])).toEqual([['model_A.npy', 128 + 8 * 3000]]);
    expect(script).toContain('A = load("model_A.npy")');
  });

  it('explains why there is nothing to export', () => {
    expect(pytorchScript(evaluated('x = 1'), 0)).toEqual({
      problem: 'this cell has no output: nothing in it can be differentiated',
    });
  });
});

describe.skipIf(python === undefined)(
  `exported scripts, run by PyTorch${because(python, 'Python with PyTorch')}`,
  () => {
    interface Program {
      readonly name: string;
      readonly text: string;
    }
    /** Where PyTorch is known to answer otherwise than the language. */
    const otherwise = /nonfinite|infinit|nan|overflow|saturat|softplus|where|own backward|underflow/i;

    it('give every value and gradient of the tape', () => {
      const programs = reference<readonly (Program & { readonly group: string })[]>('programs.json').filter(
        ({ name, group }) => !otherwise.test(name) && !otherwise.test(group),
      );
      const cases = programs.flatMap(({ name, text }) => {
        const evaluation = evaluated(text);
        const cell = evaluation.cells.findLastIndex((one) => one.own);
        const made = cell < 0 ? undefined : pytorchScript(evaluation, cell);
        return made && !isPytorchProblem(made) ? [{ name, evaluation, cell, made }] : [];
      });
      expect(cases.length).toBeGreaterThan(500);
      const results = runScripts(
        python ?? '',
        cases.map(({ made }) => made),
      );
      for (const [i, { name, evaluation, cell, made }] of cases.entries()) {
        const ran: Ran = results[i] ?? {};
        expect(ran.error, `${name}\n${made.script}`).toBeUndefined();
        const gradients = evaluation.gradients(evaluation.cells[cell]?.output ?? 0);
        const newest = new Map<string, number>();
        for (const statement of evaluation.statements)
          for (const binding of statement.bindings)
            if (binding.node !== undefined) newest.set(binding.name, newest.has(binding.name) ? -1 : binding.node);
        for (const [variable, node] of newest) {
          if (node < 0 || ran.values === undefined || !Object.hasOwn(ran.values, variable)) continue;
          expectClose(ran.values[variable], evaluation.tape.valueOf(node).data, 1e-9, `${name}: ${variable}`);
          const gradient = gradients.of(node);
          const given = ran.gradients?.[variable];
          if (gradient && given)
            expectClose(given, gradient.data, 1e-7, `${name}: gradient of ${variable}\n${made.script}`);
        }
      }
    }, 300_000);

    it('run whatever the names of the text and of the file are', () => {
      const names = [
        ...'BATCH ROWS RUNS STEPS EPOCHS SHUFFLE VALIDATE LR_DECAY SEED DATA Model Draws next ord divmod range torch nn'.split(
          ' ',
        ),
        ...'__name__ __file__ __debug__ __builtins__ _apply _parameters ipu xpu load_state_dict named_modules T_destination'.split(
          ' ',
        ),
        ...'get_submodule register_forward_hook leaf leaves value output name gradient computed main self loss lambda None'.split(
          ' ',
        ),
      ].filter((name) => parseDocument(`${name} = 1`).problems.length === 0);
      const file = 'a"""\nraise SystemError("the name of the file ran")\n"""b\\N';
      const texts = names.flatMap((name) => [
        `${name} = param([1, 2])\nQ = data([[3, 4], [1, 2]])\nf = mean((Q @ ${name}) ** 2)\ntrain(f, lr=0.01, steps=2)`,
        `W = param([1, 2])\n${name} = data([[3, 4], [1, 2]])\nf = mean((${name} @ W) ** 2)\ntrain(f, lr=0.01, steps=2)`,
        `W = param([1, 2])\n${name} = [[3, 4], [1, 2]]\nf = mean((${name} @ W) ** 2)\ntrain(f, lr=0.01, steps=2)`,
        `${name} = [1, 2]\ng = ${name} * 3\nf = sum(g * ${name})`,
      ]);
      const cases = texts.flatMap((text) => {
        const evaluation = evaluated(text);
        const made = pytorchScript(evaluation, 0, file);
        return isPytorchProblem(made) ? [] : [{ text, made }];
      });
      expect(cases.length).toBeGreaterThan(100);
      const results = runScripts(
        python ?? '',
        cases.map(({ made }) => made),
      );
      for (const [i, { text, made }] of cases.entries()) {
        expect(results[i]?.error, `${text}\n${made.script}`).toBeUndefined();
        expect(results[i]?.runs ?? results[i]?.values, text).not.toEqual([]);
      }
    });

    it('make the same training runs', () => {
      const spiral =
        'X, y = spiral(n=90, classes=3, seed=1)\nW1 = param(randn(2, 8, seed=2)); b1 = param(zeros(8))\nW2 = param(randn(8, 3, seed=3)); b2 = param(zeros(3))\n' +
        'scores = relu(X @ W1 + b1) @ W2 + b2\nloss = cross_entropy(scores, y) + 0.001 * sum(W1**2)\nacc = accuracy(scores, y)\n';
      const shuffled = [
        `${spiral}train(loss, lr=0.1, momentum=[0, 0.9], batch=16, epochs=3, seed=5, metric=acc, precision="float64")`,
        `${spiral}train(loss, lr=[0.1, 0.05], batch=20, steps=17, lr_decay=0.7, validate=0.25, weight_decay=0.01, precision="float64")`,
        `${spiral}train(loss, lr=0.01, optimizer="adam", batch=32, epochs=4)`,
        'w = param([1, -2])\nloss = sum(w**4) + w[0] * w[1]\ntrain(loss, lr=0.01, momentum=0.9, optimizer="nesterov", steps=20, precision="float64")',
        'X, y = xor(seed=1)\nh = tanh(X @ param(randn(2, 4, seed=1)) + param(zeros(4)))\nloss = cross_entropy(h @ param(randn(4, 2, seed=4)), y)\ntrain(loss, lr=0.5, steps=30, precision="float64")',
      ];
      const trainings = reference<readonly Program[]>('trainings.json').map(({ text }) => text);
      const texts = [...shuffled, ...trainings];
      const results = runScripts(
        python ?? '',
        texts.map((text) => exported(text)),
      );
      for (const [i, text] of texts.entries()) {
        const ran: Ran = results[i] ?? {};
        expect(ran.error, text).toBeUndefined();
        const ours = trainToEnd(setupOf(text));
        if (isPlanProblem(ours)) throw new Error(ours.problem);
        expect(ran.runs?.length).toBe(ours.length);
        const tolerance = text.includes('float64') ? 1e-8 : 2e-4;
        for (const [variant, run] of ours.entries()) {
          const theirs = ran.runs?.[variant];
          expectClose(theirs?.losses, run.loss, tolerance, `losses of ${text}`);
          if (run.end.how !== 'done') continue;
          for (const { name, data } of run.parameters) {
            const given = theirs?.parameters[name];
            if (given) expectClose(given, data, 50 * tolerance, `${name} after ${text}`);
          }
        }
      }
    }, 300_000);

    it('train the same with options drawn by seed, the same dropout, and the files of MNIST and CIFAR-10', async () => {
      const drawn: readonly ExportedTraining[] = Array.from({ length: 40 }, (_, seed) => drawnTraining(seed)).map(
        (text) => ({
          text,
          files: [],
          made: exported(text),
        }),
      );
      const cases = [...drawn, ...(await ofPictures())];
      const results = runScripts(
        python ?? '',
        cases.map(({ made }) => made),
      );
      for (const [i, { text, files }] of cases.entries()) {
        const ran: Ran = results[i] ?? {};
        expect(ran.error, text).toBeUndefined();
        const ours = trainToEnd(setupOf(text, { files }));
        if (isPlanProblem(ours)) throw new Error(ours.problem);
        expect(ran.runs?.length, text).toBe(ours.length);
        for (const [variant, run] of ours.entries()) {
          const theirs = ran.runs?.[variant];
          const tolerance = text.includes('float64') ? 1e-9 : 1e-5;
          expectClose(theirs?.losses, run.loss, tolerance, `losses of ${text}`);
          for (const { name, data } of run.parameters)
            expectClose(
              theirs?.parameters[`${name}_`] ?? theirs?.parameters[name],
              data,
              10 * tolerance,
              `${name} after ${text}`,
            );
        }
      }
    }, 300_000);

    it('train the same on several processes, or say why each computes every batch whole', async () => {
      const cases = [
        ['cross_entropy(s, y) + 0.01 * sum(W**2)', ''],
        ['sum(square(s))', 'this loss is no mean over rows'],
        ['norm(s)', 'this loss is no mean over rows'],
        // At the start each half of a batch has the loss of the whole.
        ['mse(batch_norm(X @ (W - W0), ones(3), zeros(3)), 1)', 'this loss is no mean over rows'],
        ['cross_entropy(dropout(s, 0.5), y)', 'dropout draws for all rows together'],
      ] as const;
      const scripts = cases.map(([loss]) =>
        exported(
          `X, y = spiral(n=40, classes=3, seed=1)\nW0 = randn(2, 3, seed=2); W = param(W0)\ns = X @ W\nloss = ${loss}\n` +
            'train(loss, lr=0.1, momentum=0.9, batch=7, epochs=2, weight_decay=0.1, precision="float64")',
        ),
      );
      const alone = await runTogether(python ?? '', scripts, 1);
      const together = await runTogether(python ?? '', scripts, 2);
      for (const [i, [loss, why]] of cases.entries()) {
        expect(alone[i], loss).toMatch(/^lr=.* in 12 steps/);
        const said = why === '' ? '' : `${why}, so every process computes every batch whole\n`;
        expect(together[i], loss).toBe(said + alone[i]);
      }
    }, 120_000);
  },
);
