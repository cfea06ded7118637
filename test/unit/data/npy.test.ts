import { describe, expect, it } from 'vitest';
import { isNpyProblem, readArrayFile, readNpy } from '../../../src/data/npy.ts';

/** Written by NumPy 2.4: np.save and np.savez. */
const files = {
  f8: 'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDQsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAQQAAAAAAAAPA/AAAAAAAADMAAAAAAAAAIwAAAAAAAAAhAAAAAAAAACMAAAAAAAAAAAAAAAAAAAPi/AAAAAAAAAkAAAAAAAAAYQAAAAAAAAAjAAAAAAAAA+D8=',
  fortran:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAIA/AACAQAAAAEAAAKBAAABAQAAAwEA=',
  i8: 'k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAAAAAAP7/////////AwAAAAAAAAA=',
  big: 'k05VTVBZAQB2AHsnZGVzY3InOiAnPmY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo/+AAAAAAAAEAAAAAAAAAA',
  words:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPFUyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIApoAAAAaQAAAA==',
  scalar:
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAEQA==',
  packed:
    'UEsDBC0AAAAIAAAAIQD3ibPV//////////8GABQAZHgubnB5AQAQAMAAAAAAAAAAYAAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2ahrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOgommjoKtQpkAy4GMPhgD6HFHCC00AEIzQKlRaDiH/YzoAABBwBQSwMELQAAAAgAAAAhAF2Ll8j//////////wYAFABkYi5ucHkBABAAjAAAAAAAAABNAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6mjoKtQoUAC4GBgcHBjA4sB8AUEsBAi0DLQAAAAgAAAAhAPeJs9VgAAAAwAAAAAYAAAAAAAAAAAAAAIABAAAAAGR4Lm5weVBLAQItAy0AAAAIAAAAIQBdi5fITQAAAIwAAAAGAAAAAAAAAAAAAACAAZgAAABkYi5ucHlQSwUGAAAAAAIAAgBoAAAAHQEAAAAA',
  stored:
    'UEsDBC0AAAAAAAAAIQAkIeEr//////////8FABQAaC5ucHkBABAAmAAAAAAAAACYAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxmOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgzLCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAAAAAAAAAAADwPwAAAAAAAABAUEsBAi0DLQAAAAAAAAAhACQh4SuYAAAAmAAAAAUAAAAAAAAAAAAAAIABAAAAAGgubnB5UEsFBgAAAAABAAEAMwAAAM8AAAAAAA==',
};
const bytesOf = (name: keyof typeof files): Uint8Array => new Uint8Array(Buffer.from(files[name], 'base64'));
const read = (name: keyof typeof files) => readNpy({ name: 'a.npy', bytes: bytesOf(name) });
const plain = (name: keyof typeof files) => {
  const made = read(name);
  return isNpyProblem(made) ? made : { shape: made.shape, data: [...made.data] };
};

describe('.npy', () => {
  it('is read in every usual type and order', () => {
    expect(plain('f8')).toEqual({ shape: [4, 3], data: [4, 1, -3.5, -3, 3, -3, 0, -1.5, 2.25, 6, -3, 1.5] });
    expect(plain('fortran')).toEqual({ shape: [2, 3], data: [1, 2, 3, 4, 5, 6] });
    expect(plain('i8')).toEqual({ shape: [3], data: [1, -2, 3] });
    expect(plain('big')).toEqual({ shape: [2], data: [1.5, 2] });
    expect(plain('scalar')).toEqual({ shape: [], data: [2.5] });
  });
  it('says why it cannot be read', () => {
    expect(plain('words')).toMatchObject({ code: 'number-type', problem: expect.stringContaining('U2') });
    expect(readNpy({ name: 'a.npy', bytes: bytesOf('f8').subarray(0, 200) })).toMatchObject({ code: 'cut-short' });
    expect(readNpy({ name: 'a.npy', bytes: bytesOf('f8').subarray(0, 60) })).toMatchObject({ code: 'cut-short' });
    expect(readNpy({ name: 'a.npy', bytes: new Uint8Array(40) })).toMatchObject({ code: 'not-npy' });
  });
});

describe('.npz', () => {
  it('gives each array with its name, packed or not', () => {
    const packed = readArrayFile({ name: 'out.npz', bytes: bytesOf('packed') });
    expect(
      isNpyProblem(packed) ? packed : packed.map(({ name, tensor }) => [name, tensor.shape, [...tensor.data]]),
    ).toEqual([
      ['dx', [2, 4], [1, 5.5, -4.5, -2.5, 5, -1, 0, 4]],
      ['db', [3], [3, 0, -1.5]],
    ]);
    const stored = readArrayFile({ name: 'out.npz', bytes: bytesOf('stored') });
    expect(isNpyProblem(stored) ? stored : stored.map(({ name, tensor }) => [name, [...tensor.data]])).toEqual([
      ['h', [0, 1, 2]],
    ]);
  });
  it('names the array of a single file after the file', () => {
    const one = readArrayFile({ name: 'runs/dW.npy', bytes: bytesOf('f8') });
    expect(isNpyProblem(one) ? one : one.map(({ name }) => name)).toEqual(['dW']);
  });
  it('says what is wrong with a damaged archive', () => {
    const bytes = bytesOf('packed');
    expect(readArrayFile({ name: 'out.npz', bytes: bytes.subarray(0, 120) })).toMatchObject({ code: 'damaged' });
    expect(readArrayFile({ name: 'out.npz', bytes: bytes.fill(7, 40, 90) })).toHaveProperty('problem');
  });
});
