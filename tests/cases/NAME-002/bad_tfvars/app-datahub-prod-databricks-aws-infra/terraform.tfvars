log_bucket = "app-datahub-nonprod-s3-acc-logs"
