catalog = "digital_lab"
