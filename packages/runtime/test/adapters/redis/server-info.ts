/** What servers say of themselves (INFO), cut to what can be judged; by product and version. */
export const SERVER_INFO = {
  "Redis 6.2.14": `# Server\r
redis_version:6.2.14\r
redis_git_sha1:00000000\r
redis_mode:standalone\r
\r
# Memory\r
maxmemory:0\r
maxmemory_policy:noeviction\r
\r
# Persistence\r
aof_enabled:1\r
aof_last_write_status:ok\r
`,
  "Redis 7.0.15": `# Server\r
redis_version:7.0.15\r
redis_git_sha1:00000000\r
redis_mode:standalone\r
\r
# Memory\r
maxmemory:0\r
maxmemory_policy:noeviction\r
\r
# Persistence\r
aof_enabled:1\r
aof_last_write_status:ok\r
aof_last_cow_size:0\r
`,
  "Redis 7.4.7": `# Server\r
redis_version:7.4.7\r
redis_mode:standalone\r
\r
# Memory\r
maxmemory:0\r
maxmemory_policy:noeviction\r
\r
# Persistence\r
aof_enabled:1\r
aof_last_write_status:ok\r
`,
  "Redis 8.10.1": `# Server\r
redis_version:8.10.1\r
redis_mode:standalone\r
\r
# Memory\r
maxmemory:0\r
maxmemory_policy:noeviction\r
\r
# Persistence\r
aof_enabled:1\r
aof_last_write_status:ok\r
`,
  "Valkey 7.2.11": `# Server\r
redis_version:7.2.4\r
server_name:valkey\r
valkey_version:7.2.11\r
redis_git_sha1:00000000\r
redis_mode:standalone\r
\r
# Memory\r
maxmemory:0\r
maxmemory_policy:noeviction\r
\r
# Persistence\r
aof_enabled:1\r
aof_last_write_status:ok\r
`,
  "Valkey 8.0.1": `# Server\r
redis_version:7.2.4\r
server_name:valkey\r
valkey_version:8.0.1\r
redis_git_sha1:00000000\r
server_mode:standalone\r
\r
# Memory\r
maxmemory:0\r
maxmemory_policy:noeviction\r
\r
# Persistence\r
aof_enabled:1\r
aof_last_write_status:ok\r
`,
} as const;
