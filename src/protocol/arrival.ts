/**
 * Bytes in shared memory that one thread still writes, from the first to the last, while another already works with those
 * that are there. Two shared words say how many those are, and whether more will come.
 */
const THERE = 0;
const FAILED = 1;

/** A data file by its path as the text writes it. */
export interface DataFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Where bytes are still being written: how far they are. */
  readonly arriving?: SharedArrayBuffer | undefined;
}

export class ArrivalClock {
  readonly shared = new SharedArrayBuffer(8);
  private readonly words = new Int32Array(this.shared);

  /** So many of the first bytes are there. */
  came(bytes: number): void {
    Atomics.store(this.words, THERE, bytes);
    Atomics.notify(this.words, THERE);
  }

  /** No more will come. */
  failed(): void {
    Atomics.store(this.words, FAILED, 1);
    Atomics.notify(this.words, THERE);
  }
}

/** Waits, in a thread that may, until so many bytes are there; false where they will not come. */
export function awaitBytes(shared: SharedArrayBuffer, bytes: number): boolean {
  const words = new Int32Array(shared);
  for (;;) {
    const there = Atomics.load(words, THERE);
    if (there >= bytes) return true;
    if (Atomics.load(words, FAILED) !== 0) return false;
    // It may have failed since it was looked at.
    Atomics.wait(words, THERE, there, 100);
  }
}
