/** Median milliseconds of CPU time of one call, over so many calls after as many to warm up, `batch` at a time. */
export function medianCpu(work: () => unknown, calls: number, batch = 1): number {
  for (let i = 0; i < calls; i++) work();
  const times: number[] = [];
  for (let done = 0; done < calls; done += batch) {
    const before = process.cpuUsage();
    for (let i = 0; i < batch; i++) work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000 / batch);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1] ?? 0;
}
