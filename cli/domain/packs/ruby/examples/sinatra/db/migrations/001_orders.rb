Sequel.migration { change { create_table(:orders) { primary_key :id } } }
