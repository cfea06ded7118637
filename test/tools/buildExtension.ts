import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { type Bundle, bundles, MADE, metafileOf } from './bundles.ts';
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

const withoutUnusedFaces: Plugin = {
  name: 'without-unused-faces',
  setup: ({ onLoad }) => onLoad({ filter: unusedFaces }, () => ({ contents: '', loader: 'empty' })),
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
  const options = bundle.platform === 'node' ? node : browser;
  const { version }: { readonly version: string } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  const banner = bundle.source.startsWith('src/cli/')
    ? { banner: { js: '#!/usr/bin/env node' }, define: { TOOL_VERSION: JSON.stringify(version) } }
    : {};
  const { metafile } = await build({
    ...options,
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

/** Makes everything under `dist`; throws where something does not compile. */
export async function buildExtension(): Promise<void> {
  await rm(inRoot('dist'), { recursive: true, force: true });
  await buildKernels();
  await buildFormulaFonts();
  await Promise.all([...bundles.map(buildBundle), buildPageStyle()]);
  await writeNotices();
}
