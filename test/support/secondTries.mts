import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase } from 'vitest/node';

/**
 * Names the tests that failed once and passed when they were tried again, as a list in a file: the result that vitest writes counts them as
 * any other that passed.
 */
export class SecondTries implements Reporter {
  private readonly names: string[] = [];
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky !== true) return;
    const first = test.result().errors?.[0]?.message.split('\n')[0] ?? 'for no reason that it told';
    this.names.push(`${test.module.relativeModuleId}: ${test.fullName}\n    failed at first: ${first}`);
  }

  onTestRunEnd(): void {
    writeFileSync(this.file, JSON.stringify(this.names));
  }
}
