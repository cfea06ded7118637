import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { type Bundle, bundles, ENGINE, MADE, metafileOf, sharedAliases } from './bundles.ts';
import { writeNotices } from './notices.ts';
import { inRoot } from './project.ts';
import { say } from './report.ts';
import { unusedFaces } from './unusedFaces.ts';

const common: BuildOptions = {
  bundle: true,
  sourcemap: 'linked',
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  loader: { '.wasm': 'binary' },
};

/** What one bundle imports only while it runs is another bundle, beside it. */
const lateBundles: Plugin = {
  name: 'late-bundles',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\.ts$/ }, ({ kind, path: file }) =>
      kind === 'dynamic-import' ? { path: `./${path.basename(file, '.ts')}.js`, external: true } : undefined,
    ),
};

/**
 * The editor's API as one module of the bundle. Each `import * as vscode` would otherwise copy all its names for itself, which
 * is a third of what loading the extension takes.
 */
const oneApi: Plugin = {
  name: 'one-api',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^vscode$/ }, ({ kind, namespace }) =>
      kind === 'import-statement' && namespace !== MADE ? { path: 'vscode', namespace: MADE } : undefined,
    );
    onLoad({ filter: /./, namespace: MADE }, () => ({ contents: "export * from 'vscode';", loader: 'js' }));
  },
};

const node: BuildOptions = {
  ...common,
  plugins: [lateBundles, oneApi],
  // As require, which every host has.
  supported: { 'dynamic-import': false },
  // Names stay, so that an error in a log can be read.
  minifySyntax: true,
  minifyWhitespace: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  // Several language-server packages prefer a UMD build that esbuild can't see through.
  mainFields: ['module', 'main'],
};

/** The same file for Node and for a browser's worker. */
const shared: BuildOptions = { ...node, alias: sharedAliases };

const browserHost: BuildOptions = {
  ...node,
  platform: 'browser',
  target: 'es2023',
  mainFields: ['browser', 'module', 'main'],
};

const withoutUnusedFaces: Plugin = {
  name: 'without-unused-faces',
  setup: ({ onLoad }) => onLoad({ filter: unusedFaces }, () => ({ contents: '', loader: 'empty' })),
};

/** A page has no threads that share memory, and no engine whose flags it could set: their kernels are a tenth of its size. */
const withoutThreads: Plugin = {
  name: 'without-threads',
  setup: ({ onLoad }) =>
    onLoad({ filter: /compiledKernels\.ts$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8')).replace(/(\w+Shared|wide):\s*'[^']*'/g, "$1: ''"),
      loader: 'ts',
    })),
};

const browser: BuildOptions = {
  ...common,
  minify: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2023',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  assetNames: 'fonts/[name]',
  plugins: [withoutUnusedFaces],
  // KaTeX's style sheet names each font three times; every editor reads woff2.
  loader: { ...common.loader, '.woff2': 'file', '.woff': 'empty', '.ttf': 'empty' },
};

const renderer: BuildOptions = { ...browser, format: 'esm' };

async function buildKernels(): Promise<void> {
  const script = inRoot('src/trainer/kernels/build.mjs');
  if (!existsSync(script)) return;
  const kernels: { buildKernels: () => Promise<void> } = await import(pathToFileURL(script).href);
  await kernels.buildKernels();
}

async function buildFormulaFonts(): Promise<void> {
  const script = inRoot('src/language/formula/build.mjs');
  const fonts: { buildFormulaFonts: () => Promise<void> } = await import(pathToFileURL(script).href);
  await fonts.buildFormulaFonts();
}

async function buildBundle(bundle: Bundle): Promise<void> {
  const options = { node, shared, browserHost, browser, renderer }[bundle.platform];
  const { version }: { readonly version: string } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  const banner = bundle.source.startsWith('src/cli/')
    ? { banner: { js: '#!/usr/bin/env node' }, define: { TOOL_VERSION: JSON.stringify(version) } }
    : {};
  const { metafile } = await build({
    ...options,
    ...(bundle.output === ENGINE ? { plugins: [withoutThreads] } : {}),
    ...banner,
    entryPoints: [inRoot(bundle.source)],
    outfile: inRoot(bundle.output),
  });
  const account = inRoot(metafileOf(bundle));
  await mkdir(path.dirname(account), { recursive: true });
  await writeFile(account, JSON.stringify(metafile));
  if (bundle.source.startsWith('src/cli/')) await chmod(inRoot(bundle.output), 0o755);
  const { size } = await stat(inRoot(bundle.output));
  say(
    `${bundle.output.padEnd(26)} ${Math.round(size / 1024)
      .toString()
      .padStart(5)} KB`,
  );
}

/** The style of pages without a script. */
const buildPageStyle = () =>
  build({ ...browser, entryPoints: [inRoot('webview/page/page.css')], outfile: inRoot('dist/webview/page.css') });

const panelPage = (name: 'graph' | 'training'): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name === 'graph' ? 'Graph' : 'Training'}</title>
<link rel="stylesheet" href="theme.css">
<link rel="stylesheet" href="${name}.css">
</head>
<body>
<div id="root"></div>
<script src="frame.js"></script>
<script src="${name}.js"></script>
</body>
</html>
`;

/** What `bp site` writes beside the lessons: the page, its worker, and the panels in frames. */
async function buildSite(): Promise<void> {
  const site = (name: string): string => inRoot('dist/site', name);
  const engine = (await readFile(inRoot(ENGINE), 'utf8')).replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
  await writeFile(inRoot(ENGINE), `globalThis.backpropEngine = ${JSON.stringify(engine)};\n`);
  for (const name of ['graph', 'training'] as const) await writeFile(site(`${name}.html`), panelPage(name));
  for (const name of ['index.html', 'theme.css']) await cp(inRoot('src/site', name), site(name));
  await cp(inRoot('dist/webview'), inRoot('dist/site'), {
    recursive: true,
    filter: (file) => !/\.map$|page\.css$|layout\.js$|notebook\.js$/.test(file),
  });
  await Promise.all(
    ['page.js', 'page.css', 'engine.js', 'frame.js'].map((name) => rm(site(`${name}.map`), { force: true })),
  );
}

/** Makes everything under `dist`; throws where something does not compile. */
export async function buildExtension(): Promise<void> {
  await rm(inRoot('dist'), { recursive: true, force: true });
  await buildKernels();
  await buildFormulaFonts();
  await Promise.all([...bundles.map(buildBundle), buildPageStyle()]);
  await buildSite();
  await writeNotices();
}
