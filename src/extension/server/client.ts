import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { editorText } from '../../core/base/quoting.ts';
import { t } from '../../core/base/words.ts';
import { type Notification, progressNotification, type Request } from '../../protocol/language.ts';
import { showError } from '../host/messages.ts';

/** After this number of ends within this time (milliseconds) the server is started again only when somebody asks for it. */
const MOST_ENDS = 5;
const ENDS_COUNT = 180_000;
/** How long an answer may take before its progress is shown, in milliseconds. */
const PATIENCE = 500;

/** One server's client, from its making to its end. */
interface Run {
  client: BaseLanguageClient | undefined;
  /** It has ended or is replaced: what happens to it from now on is nobody's business, and it must not stay. */
  isOver: boolean;
}

/** A client that is starting cannot be stopped: `start` stops it as soon as it has. */
async function stop(run: Run): Promise<void> {
  run.isOver = true;
  await run.client?.dispose().catch(() => undefined);
}

const REQUEST_CANCELLED = -32800;
const isWithdrawn = (problem: unknown): boolean =>
  problem instanceof Error && 'code' in problem && problem.code === REQUEST_CANCELLED;

/** Makes a client that is not started; it tells when its server has ended by itself. */
type MakeClient = (ended: () => void) => Promise<BaseLanguageClient>;

/**
 * The language client, typed by the wire's requests. Requests wait until the server is ready. Each server has a client of its
 * own: where one ends, another is made, and told all over again what this one listens to and answers.
 */
export class Client implements vscode.Disposable {
  private readonly make: MakeClient;
  private readonly log: vscode.LogOutputChannel;
  private readonly setUps: ((client: BaseLanguageClient) => void)[] = [];
  private readonly listeners = new Map<string, Set<(params: unknown) => void>>();
  private readonly readied = new vscode.EventEmitter<void>();
  /** The first document can be answered about: at the start, and whenever a server has been started again. */
  readonly onReady = this.readied.event;
  private started: Promise<BaseLanguageClient>;
  private run: Run = { client: undefined, isOver: false };
  private ends: readonly number[] = [];
  /** A restart that is under way: who asks for another meanwhile gets this one. */
  private restarting: Promise<void> | undefined;
  /** No server runs, and that has been said. */
  private hasGivenUp = false;

  constructor(make: MakeClient, log: vscode.LogOutputChannel) {
    this.make = make;
    this.log = log;
    this.started = this.start();
  }

  private start(): Promise<BaseLanguageClient> {
    const run: Run = { client: undefined, isOver: false };
    this.run = run;
    const end = (problem?: unknown): void => {
      if (run.isOver) return;
      this.log.error(`the language server ${problem === undefined ? 'ended' : `did not start: ${String(problem)}`}`);
      void stop(run);
      this.goOn();
    };
    const started = this.make(end).then(async (client) => {
      // To start it now would take the server from the client that has replaced it, and so would a request to it.
      if (run.isOver) throw new Error('another server was asked for');
      run.client = client;
      for (const setUp of this.setUps) setUp(client);
      await client.start();
      if (run.isOver) await stop(run);
      else this.readied.fire();
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
    const again = t('Start Again');
    const log = t('Show Log');
    const chosen = await showError(
      t(
        'Values and gradients are not shown: the Backprop Tutor language server keeps stopping. Your file is safe. Start it again, or read in the log what stopped it.',
      ),
      again,
      log,
    );
    if (chosen === again) await this.restart();
    if (chosen === log) this.log.show();
  }

  /** A fresh server, whatever became of the one before. */
  restart(): Promise<void> {
    this.restarting ??= this.replace().finally(() => {
      this.restarting = undefined;
    });
    return this.restarting;
  }

  private async replace(): Promise<void> {
    await stop(this.run);
    this.hasGivenUp = false;
    this.ends = [];
    this.started = this.start();
    await this.started.catch(() => undefined);
  }

  /** Undefined where the server could not answer; one line in the log says why. */
  ask<Params, Result>(request: Request<Params, Result>, params: Params): Promise<Result | undefined> {
    return this.send(request.method, (client) => client.sendRequest<Result>(request.method, params));
  }

  /**
   * For what can take long: after half a second a notification says how far it is, and can cancel it. Undefined where it was
   * cancelled, too.
   */
  async askPatiently<Params, Result>(
    { method }: Request<Params, Result>,
    params: Params,
    title: string,
  ): Promise<Result | undefined> {
    const source = new vscode.CancellationTokenSource();
    const answer = this.send(method, (client) => client.sendRequest<Result>(method, params, source.token));
    const soon = await Promise.race([answer.then(() => true), new Promise((after) => setTimeout(after, PATIENCE))]);
    if (soon !== true) await this.showProgress(method, title, answer, source);
    source.dispose();
    return answer;
  }

  private showProgress(
    method: string,
    title: string,
    until: Promise<unknown>,
    source: vscode.CancellationTokenSource,
  ): Thenable<void> {
    const options = { location: vscode.ProgressLocation.Notification, title: editorText(title), cancellable: true };
    return vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => source.cancel());
      let shown = 0;
      const listening = this.on(progressNotification, (told) => {
        if (told.method !== method) return;
        progress.report({ increment: 100 * (told.share - shown) });
        shown = told.share;
      });
      await until;
      listening.dispose();
    });
  }

  async tell<Params>(notification: Notification<Params>, params: Params): Promise<void> {
    await this.send(notification.method, (client) => client.sendNotification(notification.method, params));
  }

  /** Lenses and hints of every document are asked for again. */
  refreshLenses(document: vscode.TextDocument): void {
    const { client } = this.run;
    client?.getFeature('textDocument/codeLens')?.getProvider(document)?.onDidChangeCodeLensEmitter.fire();
    client?.getFeature('textDocument/inlayHint')?.getProvider(document)?.onDidChangeInlayHints.fire();
  }

  private async send<Result>(
    method: string,
    send: (client: BaseLanguageClient) => Promise<Result>,
  ): Promise<Result | undefined> {
    try {
      return await send(await this.started);
    } catch (problem) {
      if (!this.hasGivenUp && !isWithdrawn(problem))
        this.log.warn(`${method}: ${problem instanceof Error ? problem.message : String(problem)}`);
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

  private setUp(use: (client: BaseLanguageClient) => void): void {
    this.setUps.push(use);
    if (this.run.client) use(this.run.client);
  }

  dispose(): void {
    this.readied.dispose();
    void stop(this.run);
  }
}
