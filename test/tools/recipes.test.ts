import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { dataSets } from '../../src/data/index.ts';
import type { isViewRequest } from '../../src/protocol/views.ts';
import { isPlanProblem } from '../../src/trainer/plan/plan.ts';
import type { prepare } from '../../src/trainer/run/prepare.ts';
import type { viewsFitting } from '../../src/trainer/views/index.ts';
import type { Shown } from '../../src/trainer/views/view.ts';
import { run } from '../support/run.ts';
import { setupOf } from '../unit/trainer/setupOf.ts';
import { cacheFolder, inRoot } from './project.ts';

/** What a recipe of ARCHITECTURE.md has somebody write: new files, and lines put into others after the text that is given. */
interface Recipe {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly lines: readonly (readonly [file: string, after: string, line: string])[];
}

const gate: Recipe = {
  name: 'A gate',
  files: {
    'src/core/gates/cube.ts': `import { complexProduct } from "../tensor/complex.ts";
import { elementwise } from "./elementwise.ts";

export const cube = elementwise({
  name: 'cube',
  symbol: 'x³',
  params: ['x'],
  pattern: 'gradient scaler',
  value: (x) => x ** 3,
  slopes: [(x) => 3 * x ** 2],
  locals: ['3 * x ** 2'],
  kernel: { value: 'x * x * x', slopes: ['3 * x * x'] },
  complex: (x) => complexProduct(x, complexProduct(x, x)),
  chip: ({ names: [x], inputs: [a = 0], upstream, show }) => \`\${x} gets 3·\${show(a)}²·\${show(upstream)}\`,
  prose: {
    summary: 'x³, entry by entry.',
    insight: 'Flat at 0, steep far away.',
    latex: '{x}^3',
    pytorch: '{x} ** 3',
    shapes: 'keeps the shape',
  },
  examples: [{ inputs: [2], out: 8, gradients: [12] }],
});
`,
  },
  lines: [
    [
      'src/core/gates/index.ts',
      "import { crossEntropy } from './crossEntropy.ts';\n",
      "import { cube } from './cube.ts';\n",
    ],
    ['src/core/gates/index.ts', 'const functions = [\n', '  cube,\n'],
  ],
};

const mistake: Recipe = {
  name: 'A mistake',
  files: {
    'src/core/tutor/mistakes/cubeSlope.ts': `import { messageBy } from "../entries.ts";
import { atGate, does, type Mistake } from "./mistake.ts";

export const cubeSlope: Mistake = {
  code: 'cube-slope',
  title: 'the slope of a cube lost its 3',
  prior: 1,
  variants: [
    {
      name: 'x²',
      share: 1,
      rule: {
        message: (sending) =>
          sending.gate.name === 'cube' ? messageBy(sending, ({ own, upstream }) => own ** 2 * upstream) : undefined,
      },
    },
  ],
  general: 'x³ has the slope 3x²',
  say: atGate((place) => \`\${does(place, 'leaves', 'leave')} out the 3 at \${place.out.name}: x³ has the slope 3x².\`),
};
`,
  },
  lines: [
    ['src/core/tutor/mistakes/mistake.ts', 'export type MistakeCode =\n', "  | 'cube-slope'\n"],
    [
      'src/core/tutor/mistakes/index.ts',
      "import { broadcastNotSummed } from './broadcastNotSummed.ts';\n",
      "import { cubeSlope } from './cubeSlope.ts';\n",
    ],
    ['src/core/tutor/mistakes/index.ts', 'export const mistakes: readonly Mistake[] = [\n', '  cubeSlope,\n'],
  ],
};

const optimiser: Recipe = {
  name: 'An optimiser',
  files: {
    'src/trainer/optimizers/signSgd.ts': `import type { Optimizer } from "../engine/optimizer.ts";

export const signSgd: Optimizer = {
  name: 'signsgd',
  memory: [],
  step({ w, g, lr }) {
    for (let i = 0; i < w.length; i++) w[i] = w[i]! - lr * Math.sign(g[i]!);
  },
  kernel: { memory: [], steps: [['w', 'w - lr * sign(g)']] },
  prose: {
    summary: 'Steps by the sign of each gradient alone.',
    insight: 'Every entry takes a step of length lr.',
    latex: 'W \\\\leftarrow W - \\\\mathit{lr} \\\\cdot \\\\operatorname{sign}(dW)',
  },
  example: [0, -1],
};
`,
  },
  lines: [
    [
      'src/trainer/optimizers/index.ts',
      "import { sgd } from './sgd.ts';\n",
      "import { signSgd } from './signSgd.ts';\n",
    ],
    ['src/trainer/optimizers/index.ts', 'export const optimizers: readonly Optimizer[] = [', 'signSgd, '],
    ['src/core/semantics/trainOptions.ts', 'export const optimizerNames = [', "'signsgd', "],
  ],
};

const dataSet: Recipe = {
  name: 'A data set',
  files: {
    'src/data/ramp.ts': `import { countOption, pointSet } from "./pointSet.ts";

export const ramp = pointSet({
  name: 'ramp',
  predicts: 'target',
  width: 1,
  options: [countOption('n', 3, 'how many points')],
  point: (row) => ({ features: [row], y: 2 * row }),
  summary: 'Points on a line through 0 with slope 2.',
  example: 'X, y = ramp(n=3)',
});
`,
  },
  lines: [
    ['src/data/index.ts', "import { mnist } from './mnist.ts';\n", "import { ramp } from './ramp.ts';\n"],
    ['src/data/index.ts', 'export const dataSets: readonly DataSet[] = [\n', '  ramp,\n'],
  ],
};

const view: Recipe = {
  name: 'A view of the training panel',
  files: {
    'src/trainer/views/largest.ts': `import type { View } from "./view.ts";

/** The entry of largest magnitude. */
export const largest: View<'largest'> = {
  name: 'largest',
  fits: () => true,
  show(_request, { run }) {
    const values = run.parts.engine.parameters().flatMap(({ data }) => [...data]);
    return { view: 'largest', value: Math.max(...values.map(Math.abs)) };
  },
};
`,
    'webview/training/cards/largestCard.tsx': `import { showNumber } from "../../../src/core/base/show.ts";
import { usePanel } from "../model/panelContext.ts";
import { CardFrame } from "../plot/card.tsx";

export function LargestCard() {
  const data = usePanel().model.views.largest.value?.data;
  return (
    <CardFrame id="largest" title="Largest weight" look={{ view: 'largest' }} summary="The weight of largest magnitude.">
      {data && showNumber(data.value)}
    </CardFrame>
  );
}
`,
  },
  lines: [
    ['src/protocol/views.ts', 'export type ViewRequest =\n', "  | { readonly view: 'largest' }\n"],
    ['src/protocol/views.ts', 'ViewWire<Name> } = {\n', '  largest: { asks: {} },\n'],
    ['src/protocol/views.ts', 'export type ViewData =\n', "  | { readonly view: 'largest'; readonly value: number }\n"],
    ['src/trainer/views/index.ts', "import { fit } from './fit.ts';\n", "import { largest } from './largest.ts';\n"],
    ['src/trainer/views/index.ts', 'const offered: readonly AnyView[] = [', 'largest, '],
    [
      'webview/training/trainingPanel.tsx',
      "import { FitCard } from './cards/fitCard.tsx';\n",
      "import { LargestCard } from './cards/largestCard.tsx';\n",
    ],
    [
      'webview/training/trainingPanel.tsx',
      'const allCards: readonly OfferedCard[] = [\n',
      "  { name: 'largest', Card: LargestCard, fits: offers('largest') },\n",
    ],
  ],
};

/** What the copy's training has to say of its views. */
interface CopiedViews {
  readonly dataSets: typeof dataSets;
  readonly isViewRequest: typeof isViewRequest;
  readonly prepare: typeof prepare;
  readonly viewsFitting: typeof viewsFitting;
  readonly showView: (request: { readonly view: string }, at: Shown) => unknown;
}

const recipes = [gate, mistake, optimiser, dataSet, view];

const program = `x = 2
f = cube(x)
grad(x) = 4

# %% Training
X, y = ramp(n=3)
w = param([[0.25]])
loss = mse(X @ w, y)
train(loss, lr=0.5, steps=3, optimizer="signsgd")
`;

describe('the recipes of ARCHITECTURE.md, followed in a copy', () => {
  const copy = path.join(cacheFolder, 'recipes');
  const file = path.join(copy, 'recipes.bp');
  const bp = (...args: readonly string[]) => run(process.execPath, [path.join(copy, 'bp.cjs'), ...args, file]);

  beforeAll(async () => {
    await rm(copy, { recursive: true, force: true });
    await mkdir(copy, { recursive: true });
    for (const folder of ['src', 'webview']) await cp(inRoot(folder), path.join(copy, folder), { recursive: true });
    await cp(inRoot('tsconfig.base.json'), path.join(copy, 'tsconfig.base.json'));
    for (const { files, lines } of recipes) {
      for (const [name, text] of Object.entries(files)) await writeFile(path.join(copy, name), text);
      for (const [name, after, line] of lines) {
        const text = await readFile(path.join(copy, name), 'utf8');
        if (!text.includes(after)) throw new Error(`${name} has no ${after}`);
        await writeFile(path.join(copy, name), text.replace(after, `${after}${line}`));
      }
    }
    await writeFile(file, program);
    await build({
      entryPoints: [path.join(copy, 'src/cli/bp.ts')],
      outfile: path.join(copy, 'bp.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      supported: { 'dynamic-import': false },
      mainFields: ['module', 'main'],
      logLevel: 'error',
    });
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  it.each(recipes)('$name touches as many files as it says', async ({ name, files, lines }) => {
    const text = await readFile(inRoot('ARCHITECTURE.md'), 'utf8');
    const [, promised] = new RegExp(`\\*\\*${name}\\*\\* \\((\\d+)`).exec(text) ?? [];
    expect(new Set([...Object.keys(files), ...lines.map(([touched]) => touched)]).size).toBe(Number(promised));
  });

  it('what they add compiles', async () => {
    const config = {
      extends: './tsconfig.base.json',
      compilerOptions: { lib: ['ES2023', 'DOM', 'DOM.Iterable'] },
      include: ['src/core', 'src/data', 'src/protocol', 'src/trainer', 'webview'],
      exclude: ['src/trainer/kernels/assembly', 'src/trainer/session/browserTraining.ts'],
    };
    await writeFile(path.join(copy, 'tsconfig.json'), JSON.stringify(config));
    const { output } = await run(process.execPath, [inRoot('node_modules/typescript/bin/tsc'), '-p', copy]);
    expect(output).toBe('');
  });

  it('the gate and the data set have values and gradients', async () => {
    const { output } = await bp('eval');
    expect(output).toContain('f = 8');
    expect(output).toContain('∂f/∂x = 12');
    expect(output).not.toContain('error');
  });

  it('the mistake is named', async () => {
    expect((await bp('check')).output).toContain('leaves out the 3 at f: x³ has the slope 3x²');
  });

  it('the optimiser trains', async () => {
    const { output } = await bp('train', '--json');
    const [run] = JSON.parse(output).runs;
    // w = 0.25, 0.75, 1.25: mean((w·x − 2x)²) = (w − 2)² · 5/3
    expect(run.loss.map((loss: number) => Number(loss.toFixed(4)))).toEqual([5.1042, 2.6042, 0.9375]);
  });

  it('the view is let through by the guard, and shown', async () => {
    const bundle = path.join(copy, 'views.mjs');
    const source = `export * from "./src/protocol/views.ts";
export { dataSets } from "./src/data/index.ts";
export { prepare } from "./src/trainer/run/prepare.ts";
export { showView, viewsFitting } from "./src/trainer/views/index.ts";`;
    const stdin = { contents: source, resolveDir: copy, loader: 'ts' as const };
    await build({ stdin, outfile: bundle, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' });
    const views: CopiedViews = await import(pathToFileURL(bundle).href);
    expect(views.isViewRequest({ view: 'largest' })).toBe(true);
    const text = 'w = param([1, -4, 2])\ntrain(sum(w ** 2), lr=0.25, steps=2)\n';
    const prepared = views.prepare(setupOf(text), { dataSets: views.dataSets });
    if (isPlanProblem(prepared)) throw new Error(prepared.problem);
    expect(views.viewsFitting(prepared)).toContain('largest');
    const [first] = prepared.runs;
    if (first === undefined) throw new Error('no run');
    first.run.advance(1);
    const at = { prepared, run: first.run, variant: 0, step: 1 };
    expect(views.showView({ view: 'largest' }, at)).toEqual({ view: 'largest', value: 2 });
  });
});
