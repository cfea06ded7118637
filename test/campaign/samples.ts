/** One or more of each message between processes, as they should be. */

const target = { uri: 'file:///a.bp', selection: { from: 0, to: 3 }, what: 'auto' };
const node = { target, version: 1, node: 'n1', scrub: { node: 'n1', value: 2 } };
const place = { uri: 'file:///a.bp', offset: 3 };

/** By method; every request of `protocol/language.ts` that the server answers. */
export const requests: readonly { readonly method: string; readonly params: object }[] = [
  { method: 'backprop/graph', params: { ...target, scrub: { node: 'n1', value: 0.5 } } },
  { method: 'backprop/nodeAt', params: { target, offset: 3 } },
  { method: 'backprop/card', params: { ...node, phase: 'backward' } },
  { method: 'backprop/grid', params: { ...node, which: 'value', firstRow: 0 } },
  { method: 'backprop/entry', params: { ...node, which: 'gradient', index: [0, 1] } },
  { method: 'backprop/paths', params: node },
  { method: 'backprop/export', params: { target, format: 'latex' } },
  { method: 'backprop/lineEnds', params: { uri: target.uri } },
  { method: 'backprop/cells', params: { uri: target.uri } },
  { method: 'backprop/marks', params: { uri: target.uri } },
  ...['questions', 'fade', 'seal'].map((name) => ({ method: `backprop/${name}`, params: { uri: target.uri } })),
  { method: 'backprop/reasons', params: place },
  { method: 'backprop/runSettings', params: { uri: target.uri, cell: 0 } },
  { method: 'backprop/hint', params: { ...place, level: 2 } },
  { method: 'backprop/reveal', params: place },
  { method: 'backprop/score', params: { uri: target.uri } },
  { method: 'backprop/gradientCheck', params: { uri: target.uri, cell: 0 } },
  { method: 'backprop/explainProblem', params: { code: 'shapes' } },
  { method: 'backprop/practiceTopics', params: { sureOf: ['sign'] } },
  { method: 'backprop/practice', params: { topic: 'gates', difficulty: 1, seed: 1 } },
  { method: 'backprop/worksheet', params: { uri: target.uri, to: 'latex', variants: 2, seed: 0 } },
  { method: 'backprop/compare', params: { ...place, arrays: { kind: 'text', text: 'x = [1 2]' } } },
  { method: 'backprop/compare', params: { ...place, arrays: { kind: 'file', name: 'a.npy', base64: 'AAAA' } } },
  { method: 'backprop/shapeDetective', params: place },
  { method: 'backprop/importJupyter', params: { json: '{"nbformat": 4, "cells": []}' } },
];

/** Every notification that the server listens to. */
export const notifications: readonly { readonly method: string; readonly params: object }[] = [
  {
    method: 'backprop/trained',
    params: { uri: target.uri, parameters: [{ name: 'w', shape: [1], base64: 'AAAAAAAA8D8=' }] },
  },
  { method: 'backprop/fileChanged', params: { file: 'file:///a.csv' } },
  { method: 'backprop/judge', params: { uri: target.uri } },
  { method: 'backprop/theme', params: { kind: 'light' } },
  { method: 'backprop/reader', params: { uri: target.uri, did: 'hint', question: 'q', level: 2 } },
  { method: 'backprop/reader', params: { uri: target.uri, did: 'reveal', question: 'q' } },
  { method: 'backprop/reader', params: { uri: target.uri, did: 'bet', question: 'q', sure: true } },
  { method: 'backprop/reader', params: { uri: target.uri, did: 'passPause', cell: 0 } },
  { method: 'backprop/reader', params: { uri: target.uri, did: 'reset' } },
  {
    method: 'textDocument/didOpen',
    params: { textDocument: { uri: 'file:///b.bp', languageId: 'bp', version: 1, text: 'x = 1' } },
  },
  {
    method: 'textDocument/didChange',
    params: {
      textDocument: { uri: 'file:///b.bp', version: 2 },
      contentChanges: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, text: 'y' }],
    },
  },
  { method: 'textDocument/didClose', params: { textDocument: { uri: 'file:///b.bp' } } },
  { method: 'textDocument/didSave', params: { textDocument: { uri: 'file:///b.bp' } } },
  { method: 'workspace/didChangeConfiguration', params: { settings: { backprop: { digits: 5 } } } },
  { method: 'workspace/didChangeWatchedFiles', params: { changes: [{ uri: 'file:///a.csv', type: 2 }] } },
  { method: '$/cancelRequest', params: { id: 1 } },
  { method: '$/setTrace', params: { value: 'off' } },
  { method: '$/progress', params: { token: 1, value: {} } },
  { method: 'window/workDoneProgress/cancel', params: { token: 1 } },
  { method: 'initialized', params: {} },
];

export const settings: readonly unknown[] = [
  {
    annotations: 'both',
    digits: 5,
    maxElements: 1000,
    inlayHints: { shapes: true },
    askHowSure: true,
    training: { threads: 2, wideSimd: true },
  },
  {},
];

export const learnerRecord: readonly unknown[] = [
  { revealed: ['a'], hints: [['a', 2]], sure: [['a', true]], probes: [['c', ['1 2']]] },
];

const versioned = { version: 1, node: 'n1' };
export const fromGraphPanel: readonly unknown[] = [
  { type: 'ready' },
  { type: 'focused', has: true },
  { type: 'select', ...versioned },
  { type: 'atStep', ...versioned },
  { type: 'card', ...versioned, phase: 'forward', scrub: { node: 'n1', value: 1 } },
  { type: 'grid', ...versioned, which: 'value', firstRow: 0 },
  { type: 'entry', ...versioned, which: 'gradient', index: [1, 2] },
  { type: 'paths', version: 1, leaf: 'n1' },
  { type: 'scrub', ...versioned, value: 2.5 },
  { type: 'scrubCommit', ...versioned, value: 2.5 },
  { type: 'scrubCancel', version: 1 },
  { type: 'pin', on: true },
  { type: 'pause', on: false },
  { type: 'answer', version: 1, question: 3, text: '-4' },
  { type: 'goToProblem', version: 1 },
  { type: 'fix', version: 1, fix: 0 },
  { type: 'newWindow' },
  { type: 'check' },
  { type: 'export', version: 1, format: 'svg', to: 'file', content: '<svg/>' },
  { type: 'log', text: 'a line' },
];

export const fromTrainingPanel: readonly unknown[] = [
  ...['ready', 'pause', 'resume', 'step', 'stop', 'sweep', 'stopSweep', 'resetParameters'].map((type) => ({ type })),
  { type: 'restart', start: [{ name: 'W', shape: [2], data: Float64Array.of(1, 2) }] },
  { type: 'look', variant: 0, views: [{ view: 'boundary', size: 40 }], step: 3 },
  { type: 'branch', variant: 0, step: 2, momentum: 0.5 },
  { type: 'try', lr: 0.1, momentum: 0.9 },
  { type: 'useParameters', variant: 0, step: 2 },
  { type: 'save', variant: 0, step: 2 },
  { type: 'log', text: 'a line' },
];

const description = {
  title: 'Spiral',
  variants: [{ label: 'β = 0', options: { momentum: 0, optimizer: 'sgd' }, totalSteps: 10 }],
  totalSteps: 100,
  rows: 90,
  trainingRows: 90,
  heldOut: 0,
  batch: 16,
  parameters: [{ name: 'W', shape: [2, 3] }],
  views: ['boundary', 'update'],
  validation: false,
  engine: 'TypeScript',
};
const progress = {
  variant: 0,
  step: 2,
  epoch: 0.1,
  points: [
    { step: 1, loss: 'nan' },
    { step: 2, loss: 0.5, validation: 0.5 },
  ],
  samplesPerSecond: 10,
  trajectory: [[0, 1, -2.5]],
};
const event = (message: object): object => ({ type: 'event', event: { run: 3, ...message } });
export const toTrainingPanel: readonly unknown[] = [
  { type: 'notice', text: 'a word' },
  {
    type: 'state',
    state: {
      run: 3,
      uri: 'file:///a.bp',
      status: 'running',
      description,
      curves: [progress],
      ended: undefined,
      hints: ['h'],
    },
  },
  event({ type: 'started', description }),
  event({ type: 'progress', progress }),
  event({ type: 'paused', step: 2 }),
  event({ type: 'resumed' }),
  event({ type: 'hint', text: 'a hint' }),
  event({
    type: 'sweep',
    sweep: { status: 'running', start: 1, losses: [[1, null, 'inf']], curvature: 50, border: [0.04] },
  }),
  event({
    type: 'parameters',
    variant: 0,
    step: 2,
    parameters: [{ name: 'W', shape: [2], data: Float64Array.of(1, 2) }],
  }),
  event({
    type: 'ended',
    ends: [
      {
        variant: 0,
        steps: 3,
        end: { how: 'done' },
        parameters: [{ name: 'W', shape: [2], data: Float64Array.of(1, 2) }],
      },
    ],
  }),
];
