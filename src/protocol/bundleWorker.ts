/**
 * A worker of a browser that runs a bundle which is made for Node too: a CommonJS file that asks for other files only as `./name.js`.
 * It is started from bytes, because a page may not start one from every address: neither from a file nor from another host.
 * `others`: the files that it may ask for while it runs, by name.
 */
export function bundleWorker(program: BlobPart, others: Readonly<Record<string, BlobPart>> = {}): Worker {
  const files = Object.entries(others).map(([name, code]) => [`./${name}`, addressOf(wrapped(code))]);
  const head = `self.bundleFiles=${JSON.stringify(Object.fromEntries(files))};
self.bundleModule={exports:{}};
self.bundleRequire=(name)=>{self.bundleModule={exports:{}};importScripts(self.bundleFiles[name]);return self.bundleModule.exports};
`;
  // The address is kept: an editor's own worker reads it later than the constructor returns.
  return new Worker(addressOf([head, ...wrapped(program)]));
}

/** In a function of its own: names of one file are not those of another, nor the worker's. */
const wrapped = (code: BlobPart): BlobPart[] => [
  '(function(module,exports,require){',
  code,
  '\n})(self.bundleModule,self.bundleModule.exports,self.bundleRequire);\n',
];

const addressOf = (parts: BlobPart[]): string => URL.createObjectURL(new Blob(parts, { type: 'text/javascript' }));
