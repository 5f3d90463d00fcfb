/** As much of a Postgres client as the desk uses. */
export interface Pool {
  query<Row>(text: string, values?: readonly unknown[]): Promise<{ rows: Row[]; rowCount: number }>;
}
