/**
 * The wire of training: between a host (extension, command line) and the worker that trains, and between the training
 * panel and its host. Every message of a run carries the run's number, so that late messages of an old run are dropped.
 */
import type { DataFile } from './arrival.ts';
import type { Trajectory } from './trajectory.ts';
import type { ViewData, ViewName, ViewRequest } from './views.ts';
import type { WireNumber } from './wire.ts';

/** What is trained: the worker gets the text and the cell, and builds the plan itself. */
export interface TrainingSetup {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  /** Index of the cell whose `train(…)` runs. */
  readonly cell: number;
  /** The data files that the text names. */
  readonly files: readonly DataFile[];
  /** Replaces options for this run: `Compare momentum` gives a list. */
  readonly overrides?: RunOverrides;
  /** Start from these parameters instead of the text's (branch, restart from a saved file). */
  readonly start?: readonly SavedParameter[];
  /** Go on from this moment of another run of the same text, whose parameters `start` has. */
  readonly branch?: BranchPoint;
  readonly maxElements: number;
  /** A run that would take more memory is refused before it begins. */
  readonly maxBytes?: number;
  /** Also keep steps for time travel, in at most this many bytes (0: none). */
  readonly historyBytes: number;
  readonly threads: number;
  /** Try whether 256-bit arithmetic pays, and use it where it does. */
  readonly wideSimd?: boolean;
}

/** Values for options by the names that the language gives them; several compare runs. */
export type RunOverrides = Readonly<Record<string, readonly (number | string)[]>>;

/** What a branch takes over beside the parameters: everything that the rest of its trunk would have followed from. */
export interface BranchPoint {
  /** Updates made before. */
  readonly step: number;
  /** The trunk's end, in updates: schedules are drawn over it. */
  readonly totalSteps: number;
  /** What the optimiser remembers: a list of tensors for each of its memories. */
  readonly memory: readonly (readonly SavedParameter[])[];
  /** Where the run waits for a lower validation loss: the lowest so far, from which the waiting goes on. */
  readonly lowest?: LowestPoint | undefined;
}

export interface LowestPoint {
  readonly step: number;
  readonly loss: number;
  readonly parameters: readonly SavedParameter[];
}

export interface SavedParameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export type ToTrainer =
  | { readonly type: 'start'; readonly run: number; readonly setup: TrainingSetup }
  | { readonly type: 'pause'; readonly run: number }
  | { readonly type: 'resume'; readonly run: number }
  /** One update, then paused. */
  | { readonly type: 'step'; readonly run: number }
  | { readonly type: 'stop'; readonly run: number }
  /** Ask for details; the answer is of the variant's present step, or of the recorded `step`. */
  | {
      readonly type: 'look';
      readonly run: number;
      readonly variant: number;
      readonly views: readonly ViewRequest[];
      readonly step?: number;
    }
  /** Train every pair of lr and β of the run's `map`, beside the run or after it. One sweep at a time. */
  | { readonly type: 'sweep'; readonly run: number }
  | { readonly type: 'stopSweep'; readonly run: number };

/** One of the runs that go side by side: the options in which they differ, said for people (`β = 0.99`). */
export interface Variant {
  readonly label: string;
  readonly options: Readonly<Record<string, number | string | boolean>>;
  readonly totalSteps: number;
}

export interface RunDescription {
  readonly title: string;
  readonly variants: readonly Variant[];
  /** Of the longest of the variants. */
  readonly totalSteps: number;
  /** Updates made before the run began: it is a branch. */
  readonly from?: number;
  readonly rows: number;
  /** Rows that are trained on, and rows held out. */
  readonly trainingRows: number;
  readonly heldOut: number;
  /** The smallest of the variants' minibatches. */
  readonly batch: number;
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** Which pictures make sense: two input features, two trainable numbers … */
  readonly views: readonly ViewName[];
  readonly metric: string | undefined;
  /** What `test=` names. */
  readonly test?: string | undefined;
  readonly validation: boolean;
  readonly engine: string;
  /** Steps are recorded: `look` and `branch` may name an earlier one. */
  readonly history?: boolean;
  /** What a sweep of learning rates and momenta would try; undefined where there is no β to try, or where it costs too much. */
  readonly map?: SweepPlan | undefined;
  /** There is a β to try, but even a coarse map would take too long. */
  readonly mapTooCostly?: boolean;
}

/** A grid of pairs. Each is trained for `steps` updates from the run's start, with everything else as in the run. */
export interface SweepPlan {
  /** Ascending, evenly spread in decades. */
  readonly rates: readonly number[];
  /** β, ascending. */
  readonly momenta: readonly number[];
  readonly steps: number;
}

export interface Sweep {
  readonly status: 'running' | 'stopped' | 'done';
  /** The loss before any update. */
  readonly start: WireNumber;
  /** The loss after the last update, a row for each β with an entry for each rate: `inf` where the run diverged, null where none was made yet. */
  readonly losses: readonly (readonly (WireNumber | null)[])[];
  /** λmax, the loss's largest curvature, where the loss is a paraboloid; undefined where it is not, or may not be. */
  readonly curvature?: number | undefined;
  /** The largest lr that does not diverge, for each β: where the curvature is known. */
  readonly border?: readonly number[] | undefined;
}

export interface ProgressPoint extends Partial<WireStanding> {
  /** Updates made before; every figure is of the parameters of this step. */
  readonly step: number;
  /** Of the minibatch that the next update is made with. */
  readonly loss: WireNumber;
  /** lr of that update, where it changes on the way. */
  readonly lr?: number | undefined;
}

/** What was measured of a run at a step. */
export interface WireStanding {
  /** The loss over training rows, of which there were `sampled` where it is not all. */
  readonly training?: WireNumber | undefined;
  readonly sampled?: number | undefined;
  readonly validation?: WireNumber | undefined;
  readonly metric?: WireNumber | undefined;
  readonly test?: WireNumber | undefined;
}

/** Points since the last message, decimated so that at most 20 messages a second and a bounded number of points travel. */
export interface Progress {
  readonly variant: number;
  readonly step: number;
  readonly epoch: number;
  readonly points: readonly ProgressPoint[];
  readonly samplesPerSecond: number;
  /** Updates up to now whose gradient was shortened to clip_norm, where there is one. */
  readonly clipped?: number | undefined;
  /** Of two trainable numbers, decimated so that the shape stays. */
  readonly trajectory?: Trajectory;
}

export type RunEnd =
  /** `kept`: the parameters are those of the step with the lowest validation loss; `early`: the run ended for want of a lower one. */
  | {
      readonly how: 'done';
      readonly kept?: { readonly step: number; readonly loss: number; readonly early: boolean } | undefined;
    }
  | { readonly how: 'cancelled'; readonly reason?: string | undefined }
  | { readonly how: 'diverged'; readonly step: number; readonly parameter: string | undefined; readonly advice: string }
  | { readonly how: 'failed'; readonly reason: string };

export type FromTrainer =
  | { readonly type: 'started'; readonly run: number; readonly description: RunDescription }
  | { readonly type: 'progress'; readonly run: number; readonly progress: Progress }
  | { readonly type: 'paused'; readonly run: number; readonly step: number }
  | { readonly type: 'resumed'; readonly run: number }
  | { readonly type: 'hint'; readonly run: number; readonly text: string }
  /** All that the sweep has found up to now, a few times a second. */
  | { readonly type: 'sweep'; readonly run: number; readonly sweep: Sweep }
  | {
      readonly type: 'view';
      readonly run: number;
      readonly variant: number;
      readonly step: number;
      readonly data: ViewData;
    }
  /** The last finite parameters, sent about once a second, so that a crash loses little; asked for, with velocities. */
  | {
      readonly type: 'parameters';
      readonly run: number;
      readonly variant: number;
      readonly step: number;
      readonly parameters: readonly SavedParameter[];
      /** What the optimiser remembers, for a branch. */
      readonly memory?: readonly (readonly SavedParameter[])[];
      /** The lowest validation loss up to this step, where the run waits for a lower one. */
      readonly lowest?: LowestPoint | undefined;
    }
  | {
      readonly type: 'ended';
      readonly run: number;
      readonly ends: readonly {
        readonly variant: number;
        readonly steps: number;
        readonly end: RunEnd;
        readonly parameters: readonly SavedParameter[];
        /** Of these parameters, over all training rows where that could be had. */
        readonly standing?: (WireStanding & { readonly step: number }) | undefined;
        /** The lowest validation loss on the way, or the lowest training loss where nothing is held out. */
        readonly best?: { readonly step: number; readonly loss: WireNumber } | undefined;
      }[];
    };

/** What the host tells the training panel: the state whole on `ready`, then what is new. */
export type ToTrainingPanel =
  | { readonly type: 'state'; readonly state: TrainingPanelState }
  | { readonly type: 'event'; readonly event: FromTrainer }
  | { readonly type: 'notice'; readonly text: string }
  /** What the text of the run's cell says now; what can be changed from the panel. */
  | { readonly type: 'settings'; readonly settings: readonly RunSettingView[] };

/** A number of the text that the panel has a slider for. */
export interface RunSettingView {
  readonly name: string;
  readonly value: number;
  readonly scale: 'logarithmic' | 'linear' | 'whole';
  readonly from: number;
  readonly to: number;
}

export interface TrainingPanelState {
  readonly run: number;
  readonly uri: string;
  readonly status: 'none' | 'running' | 'paused' | 'ended';
  readonly description: RunDescription | undefined;
  readonly curves: readonly Progress[];
  readonly ended: Extract<FromTrainer, { type: 'ended' }> | undefined;
  readonly hints: readonly string[];
  readonly sweep?: Sweep | undefined;
}

export type FromTrainingPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'step' }
  | { readonly type: 'stop' }
  /** From the text's own start, or from these parameters (the start point dragged on the surface). */
  | { readonly type: 'restart'; readonly start?: readonly SavedParameter[] }
  /** A new run from the same start, with this pair alone. */
  | { readonly type: 'try'; readonly lr: number; readonly momentum: number }
  | { readonly type: 'sweep' }
  | { readonly type: 'stopSweep' }
  | { readonly type: 'look'; readonly variant: number; readonly views: readonly ViewRequest[]; readonly step?: number }
  /** `momentum` left out: the branch goes on as it was. */
  | { readonly type: 'branch'; readonly variant: number; readonly step: number; readonly momentum?: number }
  /** Of the step that is shown. */
  | { readonly type: 'useParameters'; readonly variant: number; readonly step: number }
  | { readonly type: 'resetParameters' }
  /** Writes a setting into the text, by one edit, and runs the cell again from its start. */
  | { readonly type: 'set'; readonly name: string; readonly value: number }
  /** A card's figures or its picture for a file: text, or of a PNG its bytes as base64. */
  | { readonly type: 'export'; readonly name: string; readonly format: 'csv' | 'png' | 'svg'; readonly content: string }
  | { readonly type: 'save'; readonly variant: number; readonly step: number }
  | { readonly type: 'log'; readonly text: string };
