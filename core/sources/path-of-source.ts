import { isAbsolute, resolve } from 'node:path';
import { Failure } from '#core/contract/failure.ts';

const variable = /\$\{([A-Za-z_]\w*)\}/g;

/**
 * The path of a source as a definition names it: `${NAME}` stands for a variable of the environment, and what is relative lies in the folder
 * of the definition, or in that which DATA_DIR names. Throws a Failure (BAD_INPUT) for a variable that is not set.
 */
export function pathOfSource(path: string, folder: string): string {
  const expanded = withVariables(path);
  return isAbsolute(expanded) ? expanded : resolve(process.env['DATA_DIR'] || folder, expanded);
}

/** A text with the variables of the environment that it names. Throws a Failure (BAD_INPUT) for one that is not set. */
export function withVariables(text: string): string {
  return text.replace(variable, (_, name: string) => {
    const value = process.env[name];
    if (value === undefined)
      throw new Failure('BAD_INPUT', `the environment variable ${name}, which ${text} names, is not set; set it and run again`);
    return value;
  });
}
