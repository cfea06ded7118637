/** What an exercise can be about. */
export const topics = [
  'gates',
  'forks',
  'max',
  'sigmoid neuron',
  'tanh',
  'matrices',
  'softmax',
  'momentum',
  'statistics',
  'windows',
  'lookups',
] as const;
export type Topic = (typeof topics)[number];

/** An update is no function with a backward pass; tanh is a bug of the gates, and nobody writes the passes of norms and windows by hand. */
export type BugTopic = Exclude<Topic, 'momentum' | 'tanh' | 'statistics' | 'windows' | 'lookups'>;
export const bugTopics: readonly [BugTopic, ...BugTopic[]] = [
  'gates',
  'forks',
  'max',
  'sigmoid neuron',
  'matrices',
  'softmax',
];

/** 1: one idea, every step asked for. 2: as in the lessons. 3: longer, and only what matters is asked for. */
export type Difficulty = 1 | 2 | 3;
export const difficulties: readonly Difficulty[] = [1, 2, 3];

export const topicTitles: Readonly<Record<Topic, string>> = {
  gates: 'Gates',
  forks: 'Forks',
  max: 'Max, min and ReLU',
  'sigmoid neuron': 'A sigmoid neuron',
  tanh: 'Tanh',
  matrices: 'Vectors and matrices',
  softmax: 'Softmax and cross entropy',
  momentum: 'Updates and momentum',
  statistics: 'Variance and normalisation',
  windows: 'Convolution and pooling',
  lookups: 'Rows that are looked up',
};

export const topicAbout: Readonly<Record<Topic, string>> = {
  gates: 'Add distributes, mul swaps. Go from the output to the inputs, one gate at a time.',
  forks: 'Some values are used more than once: each use sends a message back, and the messages add up.',
  max: 'Max and min route the gradient to the winner; relu lets it pass where its input is positive.',
  'sigmoid neuron': 'The slope of the sigmoid is σ (1 − σ). Four significant digits are enough.',
  tanh: 'The slope of tanh is 1 − tanh². Four significant digits are enough.',
  matrices: 'A gradient has the shape of its value. Write down the shapes before you multiply.',
  softmax: 'The gradient of the scores is p − onehot(y), divided by the number of examples.',
  momentum: 'The velocity takes in the new gradient; the step goes against the velocity, by the learning rate.',
  statistics:
    'Mean and variance are made of the values themselves, so the gradient flows through them too. Four significant digits are enough.',
  windows:
    'A window slides over its input: each use of a weight or of an entry sends a message back, and the messages add up.',
  lookups: 'A row that is looked up twice gets two messages, and they add up; a row that is never looked up gets 0.',
};
