import type { ResultData } from "./events.js";

export interface ResultRow {
  sample_id: string;
  analyte: string;
  value: number;
  flag: string;
}

interface Pool {
  query(text: string, values?: readonly unknown[]): Promise<{ rows: any[] }>;
}

/** The rows of the ward's database. */
export class ResultsRepository {
  constructor(private readonly pool: Pool) {}

  async save({ sample_id, analyte, value, flag }: ResultData): Promise<void> {
    await this.pool.query("INSERT INTO results VALUES ($1, $2, $3, $4)", [sample_id, analyte, value, flag]);
  }

  async abnormal(): Promise<string[]> {
    const { rows } = await this.pool.query("SELECT * FROM results");
    return rows.filter((row) => row.flag !== "normal").map(({ sample_id }) => sample_id);
  }

  async mean(analyte: string): Promise<number> {
    const rows: ResultRow[] = (await this.pool.query("SELECT * FROM results WHERE analyte = $1", [analyte])).rows;
    return rows.reduce((sum, row) => sum + row["value"], 0) / rows.length;
  }
}
