import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Notification, Request } from '../protocol/language.ts';

/** A server that ends so often within so many milliseconds is not started again before somebody asks for it. */
const MOST_ENDS = 5;
const ENDS_COUNT = 180_000;

/** Makes a client that is not started; it tells when its server has ended by itself. */
export type MakeClient = (ended: () => void) => Promise<LanguageClient>;

/**
 * The language client, typed by the wire's requests. Requests wait until the server is ready. Each server has a client of its
 * own: where one ends, another is made, and told all over again what this one listens to and answers.
 */
export class Client implements vscode.Disposable {
  private readonly make: MakeClient;
  private readonly log: vscode.LogOutputChannel;
  private readonly setUps: ((client: LanguageClient) => void)[] = [];
  private readonly listeners = new Map<string, Set<(params: unknown) => void>>();
  private readonly readied = new vscode.EventEmitter<void>();
  /** The first document can be answered about: at the start, and whenever a server has been started again. */
  readonly onReady = this.readied.event;
  private started: Promise<LanguageClient>;
  private current: LanguageClient | undefined;
  private ends: readonly number[] = [];
  /** Nobody is to be told of what happens from now on. */
  private isOver = false;
  /** No server runs, and that has been said. */
  private hasGivenUp = false;

  constructor(make: MakeClient, log: vscode.LogOutputChannel) {
    this.make = make;
    this.log = log;
    this.started = this.start();
  }

  private start(): Promise<LanguageClient> {
    let hasEnded = false;
    const end = (problem?: unknown): void => {
      if (hasEnded || this.isOver) return;
      hasEnded = true;
      this.log.error(`the language server ${problem === undefined ? 'ended' : `did not start: ${String(problem)}`}`);
      void this.current?.dispose().catch(() => undefined);
      this.current = undefined;
      this.goOn();
    };
    const started = this.make(end).then(async (client) => {
      this.current = client;
      for (const setUp of this.setUps) setUp(client);
      await client.start();
      if (!hasEnded) this.readied.fire();
      return client;
    });
    started.catch(end);
    return started;
  }

  private goOn(): void {
    const now = Date.now();
    this.ends = [...this.ends.filter((time) => now - time < ENDS_COUNT), now];
    if (this.ends.length < MOST_ENDS) this.started = this.start();
    else void this.giveUp();
  }

  private async giveUp(): Promise<void> {
    this.hasGivenUp = true;
    const again = vscode.l10n.t('Start Again');
    const log = vscode.l10n.t('Show Log');
    const chosen = await vscode.window.showErrorMessage(
      vscode.l10n.t(
        'Values and gradients are not shown: the language server of Backprop Tutor does not keep running. What you wrote is safe. Start it again, or see in the log what stopped it.',
      ),
      again,
      log,
    );
    if (chosen === again) await this.restart();
    if (chosen === log) this.log.show();
  }

  /** A fresh server, whatever became of the one before. */
  async restart(): Promise<void> {
    this.isOver = true;
    const before = this.current;
    this.current = undefined;
    await before?.dispose().catch(() => undefined);
    this.isOver = false;
    this.hasGivenUp = false;
    this.ends = [];
    this.started = this.start();
    await this.started.catch(() => undefined);
  }

  /** Undefined where the server could not answer; one line in the log says why. */
  ask<Params, Result>(request: Request<Params, Result>, params: Params): Promise<Result | undefined> {
    return this.send(request.method, (client) => client.sendRequest<Result>(request.method, params));
  }

  async tell<Params>(notification: Notification<Params>, params: Params): Promise<void> {
    await this.send(notification.method, (client) => client.sendNotification(notification.method, params));
  }

  private async send<Result>(
    method: string,
    send: (client: LanguageClient) => Promise<Result>,
  ): Promise<Result | undefined> {
    try {
      return await send(await this.started);
    } catch (problem) {
      if (!this.hasGivenUp) this.log.warn(`${method}: ${problem instanceof Error ? problem.message : String(problem)}`);
      return undefined;
    }
  }

  /** The connection keeps one listener for a method, the last: so it has one, which tells all. */
  on<Params>(notification: Notification<Params>, react: (params: Params) => void): vscode.Disposable {
    const known = this.listeners.get(notification.method);
    const listeners = known ?? new Set<(params: unknown) => void>();
    if (known === undefined) {
      this.listeners.set(notification.method, listeners);
      this.setUp((client) => {
        client.onNotification(notification.method, (params: unknown) => {
          for (const tell of listeners) tell(params);
        });
      });
    }
    const listener = (params: unknown): void => react(params as Params);
    listeners.add(listener);
    return new vscode.Disposable(() => listeners.delete(listener));
  }

  answer<Params, Result extends object>(
    request: Request<Params, Result>,
    react: (params: Params) => Promise<Result>,
  ): void {
    this.setUp((client) => {
      client.onRequest(request.method, (params: Params): Promise<object> => react(params));
    });
  }

  private setUp(use: (client: LanguageClient) => void): void {
    this.setUps.push(use);
    if (this.current) use(this.current);
  }

  dispose(): void {
    this.isOver = true;
    this.readied.dispose();
    void this.current?.dispose().catch(() => undefined);
  }
}
