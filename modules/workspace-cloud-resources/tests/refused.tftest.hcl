mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }
}

variables {
  env                   = "nonprod"
  bu                    = "digital"
  stage                 = "lab"
  aws_account_id        = "851725449831"
  databricks_account_id = "0a1b2c3d-0000-4000-8000-000000000000"
  kms_key_arn           = "arn:aws:kms:ap-southeast-2:851725449831:key/0a1b2c3d-1111-4222-8333-444455556666"
  repository            = "app-datahub-nonprod-databricks-aws-infra"

  network = {
    owner_account_id           = "234268347951"
    vpc_id                     = "vpc-0a1b2c3d4e5f60718"
    private_subnet_ids         = ["subnet-0a1b2c3d4e5f60a01", "subnet-0a1b2c3d4e5f60a02", "subnet-0a1b2c3d4e5f60a03"]
    endpoint_security_group_id = "234268347951/sg-0a1b2c3d4e5f60e01"
    s3_prefix_list_id          = "pl-6ca54005"
    database_cidrs             = ["10.34.78.96/27", "10.34.78.128/27", "10.34.78.160/27"]
    resolver_cidrs             = ["10.34.0.2/32"]
  }
}

run "an_environment_that_does_not_exist" {
  command = plan

  variables {
    env = "test"
  }

  expect_failures = [var.env]
}

run "a_business_unit_that_does_not_exist" {
  command = plan

  variables {
    bu = "elec_network"
  }

  expect_failures = [var.bu]
}

run "the_testing_business_unit_in_prod" {
  command = plan

  variables {
    env   = "prod"
    bu    = "sparky"
    stage = "field"
  }

  expect_failures = [var.bu]
}

run "a_stage_in_the_wrong_environment" {
  command = plan

  variables {
    stage = "field"
  }

  expect_failures = [var.stage]
}

run "a_region_of_another_partition" {
  command = plan

  variables {
    region = "us-gov-west-1"
  }

  expect_failures = [var.region]
}

run "an_account_id_that_is_none" {
  command = plan

  variables {
    aws_account_id = "8517-2544-9831"
  }

  expect_failures = [var.aws_account_id]
}

run "the_aws_account_of_databricks_as_external_id" {
  command = plan

  variables {
    databricks_account_id = "414351767826"
  }

  expect_failures = [var.databricks_account_id]
}

run "an_alias_in_place_of_a_key" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:ap-southeast-2:851725449831:alias/app-datahub-nonprod-kms-digital"
  }

  expect_failures = [var.kms_key_arn]
}

run "an_owner_that_is_no_account" {
  command = plan

  variables {
    network = {
      owner_account_id           = "core-network"
      vpc_id                     = "vpc-0a1b2c3d4e5f60718"
      private_subnet_ids         = ["subnet-0a1b2c3d4e5f60a01", "subnet-0a1b2c3d4e5f60a02", "subnet-0a1b2c3d4e5f60a03"]
      endpoint_security_group_id = "234268347951/sg-0a1b2c3d4e5f60e01"
      s3_prefix_list_id          = "pl-6ca54005"
      database_cidrs             = ["10.34.78.96/27", "10.34.78.128/27", "10.34.78.160/27"]
      resolver_cidrs             = ["10.34.0.2/32"]
    }
  }

  expect_failures = [var.network]
}

run "a_vpc_of_the_application_account" {
  command = plan

  variables {
    network = {
      owner_account_id           = "851725449831"
      vpc_id                     = "vpc-0a1b2c3d4e5f60718"
      private_subnet_ids         = ["subnet-0a1b2c3d4e5f60a01", "subnet-0a1b2c3d4e5f60a02", "subnet-0a1b2c3d4e5f60a03"]
      endpoint_security_group_id = "234268347951/sg-0a1b2c3d4e5f60e01"
      s3_prefix_list_id          = "pl-6ca54005"
      database_cidrs             = ["10.34.78.96/27", "10.34.78.128/27", "10.34.78.160/27"]
      resolver_cidrs             = ["10.34.0.2/32"]
    }
  }

  expect_failures = [var.network]
}

run "a_name_in_place_of_a_vpc_id" {
  command = plan

  variables {
    network = {
      owner_account_id           = "234268347951"
      vpc_id                     = "core-network-shared-nonprod-vpc"
      private_subnet_ids         = ["subnet-0a1b2c3d4e5f60a01", "subnet-0a1b2c3d4e5f60a02", "subnet-0a1b2c3d4e5f60a03"]
      endpoint_security_group_id = "234268347951/sg-0a1b2c3d4e5f60e01"
      s3_prefix_list_id          = "pl-6ca54005"
      database_cidrs             = ["10.34.78.96/27", "10.34.78.128/27", "10.34.78.160/27"]
      resolver_cidrs             = ["10.34.0.2/32"]
    }
  }

  expect_failures = [var.network]
}

run "a_workspace_in_two_zones" {
  command = plan

  variables {
    network = {
      owner_account_id           = "234268347951"
      vpc_id                     = "vpc-0a1b2c3d4e5f60718"
      private_subnet_ids         = ["subnet-0a1b2c3d4e5f60a01", "subnet-0a1b2c3d4e5f60a02"]
      endpoint_security_group_id = "234268347951/sg-0a1b2c3d4e5f60e01"
      s3_prefix_list_id          = "pl-6ca54005"
      database_cidrs             = ["10.34.78.96/27", "10.34.78.128/27", "10.34.78.160/27"]
      resolver_cidrs             = ["10.34.0.2/32"]
    }
  }

  expect_failures = [var.network]
}

run "one_subnet_three_times" {
  command = plan

  variables {
    network = {
      owner_account_id           = "234268347951"
      vpc_id                     = "vpc-0a1b2c3d4e5f60718"
      private_subnet_ids         = ["subnet-0a1b2c3d4e5f60a01", "subnet-0a1b2c3d4e5f60a01", "subnet-0a1b2c3d4e5f60a01"]
      endpoint_security_group_id = "234268347951/sg-0a1b2c3d4e5f60e01"
      s3_prefix_list_id          = "pl-6ca54005"
      database_cidrs             = ["10.34.78.96/27", "10.34.78.128/27", "10.34.78.160/27"]
      resolver_cidrs             = ["10.34.0.2/32"]
    }
  }

  expect_failures = [var.network]
}

run "ranges_in_place_of_subnet_ids" {
  command = plan

  variables {
    network = {
      owner_account_id           = "234268347951"
      vpc_id                     = "vpc-0a1b2c3d4e5f60718"
      private_subnet_ids         = ["10.34.86.0/24", "10.34.87.0/24", "10.34.88.0/24"]
      endpoint_security_group_id = "234268347951/sg-0a1b2c3d4e5f60e01"
      s3_prefix_list_id          = "pl-6ca54005"
      database_cidrs             = ["10.34.78.96/27", "10.34.78.128/27", "10.34.78.160/27"]
      resolver_cidrs             = ["10.34.0.2/32"]
    }
  }

  expect_failures = [var.network]
}

run "an_endpoint_in_place_of_its_group" {
  command = plan

  variables {
    network = {
      owner_account_id           = "234268347951"
      vpc_id                     = "vpc-0a1b2c3d4e5f60718"
      private_subnet_ids         = ["subnet-0a1b2c3d4e5f60a01", "subnet-0a1b2c3d4e5f60a02", "subnet-0a1b2c3d4e5f60a03"]
      endpoint_security_group_id = "vpce-0a1b2c3d4e5f60e01"
      s3_prefix_list_id          = "pl-6ca54005"
      database_cidrs             = ["10.34.78.96/27", "10.34.78.128/27", "10.34.78.160/27"]
      resolver_cidrs             = ["10.34.0.2/32"]
    }
  }

  expect_failures = [var.network]
}

run "a_name_in_place_of_a_prefix_list_id" {
  command = plan

  variables {
    network = {
      owner_account_id           = "234268347951"
      vpc_id                     = "vpc-0a1b2c3d4e5f60718"
      private_subnet_ids         = ["subnet-0a1b2c3d4e5f60a01", "subnet-0a1b2c3d4e5f60a02", "subnet-0a1b2c3d4e5f60a03"]
      endpoint_security_group_id = "234268347951/sg-0a1b2c3d4e5f60e01"
      s3_prefix_list_id          = "com.amazonaws.ap-southeast-2.s3"
      database_cidrs             = ["10.34.78.96/27", "10.34.78.128/27", "10.34.78.160/27"]
      resolver_cidrs             = ["10.34.0.2/32"]
    }
  }

  expect_failures = [var.network]
}

run "databases_anywhere" {
  command = plan

  variables {
    network = {
      owner_account_id           = "234268347951"
      vpc_id                     = "vpc-0a1b2c3d4e5f60718"
      private_subnet_ids         = ["subnet-0a1b2c3d4e5f60a01", "subnet-0a1b2c3d4e5f60a02", "subnet-0a1b2c3d4e5f60a03"]
      endpoint_security_group_id = "234268347951/sg-0a1b2c3d4e5f60e01"
      s3_prefix_list_id          = "pl-6ca54005"
      database_cidrs             = ["0.0.0.0/0"]
      resolver_cidrs             = ["10.34.0.2/32"]
    }
  }

  expect_failures = [var.network]
}

run "an_address_in_place_of_a_range" {
  command = plan

  variables {
    network = {
      owner_account_id           = "234268347951"
      vpc_id                     = "vpc-0a1b2c3d4e5f60718"
      private_subnet_ids         = ["subnet-0a1b2c3d4e5f60a01", "subnet-0a1b2c3d4e5f60a02", "subnet-0a1b2c3d4e5f60a03"]
      endpoint_security_group_id = "234268347951/sg-0a1b2c3d4e5f60e01"
      s3_prefix_list_id          = "pl-6ca54005"
      database_cidrs             = ["10.34.78.96"]
      resolver_cidrs             = ["10.34.0.2/32"]
    }
  }

  expect_failures = [var.network]
}

run "no_resolver" {
  command = plan

  variables {
    network = {
      owner_account_id           = "234268347951"
      vpc_id                     = "vpc-0a1b2c3d4e5f60718"
      private_subnet_ids         = ["subnet-0a1b2c3d4e5f60a01", "subnet-0a1b2c3d4e5f60a02", "subnet-0a1b2c3d4e5f60a03"]
      endpoint_security_group_id = "234268347951/sg-0a1b2c3d4e5f60e01"
      s3_prefix_list_id          = "pl-6ca54005"
      database_cidrs             = ["10.34.78.96/27", "10.34.78.128/27", "10.34.78.160/27"]
      resolver_cidrs             = []
    }
  }

  expect_failures = [var.network]
}

run "a_bucket_of_another_business_unit" {
  command = plan

  variables {
    data_bucket_arns = ["arn:aws:s3:::app-datahub-nonprod-s3-corporate-lab-landing"]
  }

  expect_failures = [var.data_bucket_arns]
}

run "a_path_in_place_of_a_bucket" {
  command = plan

  variables {
    data_bucket_arns = ["arn:aws:s3:::app-datahub-nonprod-s3-digital-lab/*"]
  }

  expect_failures = [var.data_bucket_arns]
}

run "a_boundary_that_is_no_policy" {
  command = plan

  variables {
    permissions_boundary_arn = "arn:aws:iam::851725449831:role/boundary"
  }

  expect_failures = [var.permissions_boundary_arn]
}

run "a_repository_with_its_group" {
  command = plan

  variables {
    repository = "datahub/app-datahub-nonprod-databricks-aws-infra"
  }

  expect_failures = [var.repository]
}

run "a_tag_that_the_module_sets" {
  command = plan

  variables {
    tags = { Environment = "prod" }
  }

  expect_failures = [var.tags]
}
