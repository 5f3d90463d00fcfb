// @ts-nocheck
// The archive of a museum, which imports nothing of ours.

export class Archive {
  // The database's own tables have columns of its own; the prefix is reserved for them.
  async replication(pool) {
    const tables = await pool.query("SELECT schemaname, tablename FROM pg_publication_tables");
    const slots = await pool.query(`SELECT EXISTS (SELECT 1 FROM pg_replication_slots WHERE slot_name = '${this.slot}')`);
    return tables.rows.map((row) => row.tablename + slots.rows[0].exists);
  }

  // A table of one's own may begin like that.
  async items(pool) {
    const { rows } = await pool.query("SELECT pg_rating, shelf FROM items");
    return rows.map((row) => [row.pg_rating, row.shelf]); // expect: no-raw-string-key unregisteredKey, no-raw-string-key unregisteredKey
  }

  // A query that the program takes apart itself is no database's.
  async joined(joiner, graph) {
    const query = Joiner.parseQuery("query { exhibit { rooms } }");
    const found = await joiner.query(query);
    const same = await graph.query(parseGraphQuery("query { exhibit { rooms } }"));
    return found[0].rooms[0].guard + same[0].rooms;
  }

  // A query that somebody built is.
  async built(pool) {
    const query = selectExhibits(this.room);
    const found = await pool.query(query);
    return found.rows[0].guard; // expect: no-raw-string-key unregisteredKey
  }

  // The flat fields of an entry are searched for a name, and its values for anything.
  async visits(redis, key) {
    const entries = await redis.xrange(key, "-", "+");
    return entries.filter(([, fields]) => {
      const at = fields.indexOf("badge"); // expect: no-raw-string-key unregisteredKey
      return fields[at + 1].includes('"badge":"staff"') || fields[at + 1].includes("of the day");
    });
  }

  // Flat fields speak for themselves where they go to what is called a stream; in a hash they are anybody's.
  async enter(redis, streamKey, visitor, chunk) {
    await redis.xadd(streamKey, "MAXLEN", "~", "1000", "*", "visitorId", visitor, "data", chunk); // expect: no-raw-string-key unregisteredKey, no-raw-string-key rawKey
    await redis.hset(this.visitKey, "visitorId", visitor);
  }
}
