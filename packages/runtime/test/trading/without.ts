/** The same object without some of its keys. */
export function without<T extends object, K extends keyof T>(object: T, ...keys: readonly K[]): Omit<T, K> {
  const rest = Object.entries(object).filter(([key]) => !keys.includes(key as K));
  return Object.fromEntries(rest) as Omit<T, K>;
}
