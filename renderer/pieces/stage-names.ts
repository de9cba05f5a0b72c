/** What people call the stages of a run, in their order. */
export const stageNames: Readonly<Record<string, string>> = {
  ingest: 'Reading and checking',
  validate: 'Comparing records',
  clean: 'Balancing the account',
  model: 'Building models',
  summarize: 'Adding up',
  export: 'Writing files',
  publish: 'Publishing',
};
