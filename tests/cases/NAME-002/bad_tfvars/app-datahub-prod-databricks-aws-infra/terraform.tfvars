log_bucket  = "app-datahub-nonprod-s3-acc-logs"
environment = "nonprod" # expect: NAME-002

# nothing reads it yet
replica = "app-datahub-nonprod-s3-acc-replica" # expect: NAME-002
