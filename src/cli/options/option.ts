import type { Reader } from "../readers.ts";

/** Names of the commands. */
export type CommandName =
  | "train"
  | "demo"
  | "simulate"
  | "replay"
  | "reproduce"
  | "doctor"
  | "secret"
  | "completions";

/** One option of the command line; a flag where it has no `placeholder`. */
export interface Option<T> {
  /** What stands for the value in the help, such as `N`. */
  placeholder?: string;
  /** From the texts given, at least one, to the value. */
  read: (texts: string[], name: string) => T;
  /** Whether it may be given more than once. */
  repeatable?: boolean;
  /** What a value looks like, where the option may also stand alone; it then reads an empty text. */
  mayStandAlone?: RegExp;
  /** Words that a value may be, or begin with, for shells to complete. */
  values?: readonly string[];
  /** A line of help. */
  help: string;
  /** The commands that know it. */
  commands: readonly CommandName[];
}

/** What is said about an option. */
export type About = Pick<Option<unknown>, "help" | "commands" | "values">;

/** An option with one value; the last one given counts. */
export function one<T>(
  placeholder: string,
  read: Reader<T>,
  about: About,
): Option<T> {
  return {
    ...about,
    placeholder,
    read: (texts, name) => read(texts.at(-1)!, name),
  };
}

/** An option that may be given more than once. */
export function each<T>(
  placeholder: string,
  read: Reader<T>,
  about: About,
): Option<T[]> {
  return {
    ...about,
    placeholder,
    repeatable: true,
    read: (texts, name) => texts.map((text) => read(text, name)),
  };
}

/** An option that may also stand alone. */
export function maybe<T>(
  placeholder: string,
  looks: RegExp,
  read: Reader<T>,
  about: About,
): Option<T> {
  return { ...one(placeholder, read, about), mayStandAlone: looks };
}

/** An option without a value. */
export function flag(about: About): Option<boolean> {
  return { ...about, read: () => true };
}

/**
 * Commands that begin one peer. The doctor takes whatever train does: a command
 * line that does not work can be given to it as it is.
 */
export const TRAIN = ["train", "doctor"] as const;
/** Commands that train. */
export const TRAINING = ["train", "demo", "doctor"] as const;
/** The command that plays scenarios. */
export const SIMULATE = ["simulate"] as const;
/** The command that runs studies. */
export const REPRODUCE = ["reproduce"] as const;
/** All commands. */
export const ALL = [
  "train",
  "demo",
  "simulate",
  "replay",
  "reproduce",
  "doctor",
  "secret",
  "completions",
] as const;
