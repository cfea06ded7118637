// Threads wait for one another: a count of those who have come, and the number of the round at 64 bytes after it.

export function waitForAll(barrier: usize, threads: i32): void {
  if (threads == 1) return;
  const round = i32.atomic.load(barrier, 64);
  if (i32.atomic.rmw.add(barrier, 1) == threads - 1) {
    i32.atomic.store(barrier, 0);
    i32.atomic.rmw.add(barrier, 1, 64);
    atomic.notify(barrier + 64, threads);
    return;
  }
  let tries = 0;
  while (i32.atomic.load(barrier, 64) == round) {
    // Should another thread have ended, the host hears of it and ends this one.
    if (++tries > 20000) atomic.wait<i32>(barrier + 64, round, 1000000);
  }
}
