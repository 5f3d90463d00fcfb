/** What the ward's page is given; its JSON is the page's own. */
export function wardPage(request: { query: Record<string, string> }, rows: readonly { name: string; value: number }[]) {
  const range = request.query["range"] ?? "day";
  const flag = rows.some(({ value }) => value > 100);
  return JSON.stringify({ type: "page", range, flag, value: rows.map(({ value }) => value) });
}
